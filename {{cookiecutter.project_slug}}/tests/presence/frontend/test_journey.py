"""Presence on a page with live data: the first one that a feature has, whatever it is called."""

import re

import pytest

from app.accounts.models import User
from app.config import PROJECT_FOLDER, Settings
from tests.browsers import in_browser
from tests.presence.journeys import look_after_session, see_other_device

pytestmark = in_browser

# A page, and the path that its feature gives it.
CREATE_PAGE = r'createPage\("([^"]+)", \(\) => import\("\./{name}"\)'


@pytest.fixture
def place() -> str:
    """Return the path of the page."""
    features = PROJECT_FOLDER / "frontend" / "src"
    for page in sorted(features.glob("*/*Page.tsx")):
        if "<LiveParts />" in page.read_text(encoding="utf-8"):
            index = page.with_name("index.ts").read_text(encoding="utf-8")
            found = re.search(CREATE_PAGE.format(name=page.stem), index)
            assert found, f"{page} has no path"
            return found[1]
    pytest.skip("No page has live data")


async def test_a_page_says_where_else_it_is_open(
    settings: Settings, user: User, place: str, unused_tcp_port: int
) -> None:
    await see_other_device(settings, user, place, unused_tcp_port)


@pytest.mark.usefixtures("user")
async def test_a_page_whose_session_has_ended_asks_again_only_when_someone_looks(
    settings: Settings, place: str, unused_tcp_port: int
) -> None:
    await look_after_session(settings, place, unused_tcp_port)
