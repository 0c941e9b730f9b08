"""A person with a new picture, with JavaScript and without."""

from pathlib import Path

import pytest

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.pages.visits import Visit, each_visit, look, open_visit
from tests.uploads.images import make_photo

pytestmark = in_browser

LOADED = "() => document.querySelector('main img').naturalWidth"


@each_visit
@pytest.mark.usefixtures("app")
async def test_a_person_shows_their_face(
    settings: Settings, unused_tcp_port: int, visit: Visit, user: User, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(make_photo())
    async with open_visit(settings, unused_tcp_port, visit) as page:
        await page.goto("/login?next=/account/picture")
        await page.get_by_label("Email address").fill(user.email)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Log in", exact=True).click()
        await look(page, "picture-none")

        await page.get_by_label("Picture", exact=True).set_input_files(photo)
        await page.get_by_role("button", name="Save").click()
        await page.get_by_text("Your picture was saved.").wait_for()
        await look(page, "picture")

        # The policy of the page allows the picture, and that of the picture does not hide it.
        assert await page.get_by_alt_text("Your picture").bounding_box()
        if visit.has_script:
            assert await page.evaluate(LOADED) == 256
        await page.get_by_role("button", name="Delete picture").click()
        await page.get_by_text("Your picture was deleted.").wait_for()
