"""The first page: its scripts and style sheets are small, as a browser gets them."""

import pytest
from playwright.async_api import Response

from app.config import Settings
from tests.browsers import in_browser, open_browser

pytestmark = in_browser

MOST_BYTES = 120_000


@pytest.mark.parametrize("path", ["/", "/login", "/register"])
async def test_the_first_page_is_small(settings: Settings, unused_tcp_port: int, path: str) -> None:
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    async with open_browser(settings, unused_tcp_port) as page:
        page.on("response", keep)
        await page.goto(path, wait_until="networkidle")
        await page.get_by_role("heading", level=1).wait_for()
        files = [answer for answer in answers if answer.url.endswith((".js", ".css"))]
        sizes = [(await file.request.sizes())["responseBodySize"] for file in files]

    assert len(files) > 2
    assert sum(sizes) < MOST_BYTES, dict(zip([file.url for file in files], sizes, strict=True))
