"""Presence on a page that is added for it: which features have live data is not known here."""

import pytest
from quart import Quart, render_template
from quart_auth import login_required

from app import create_app
from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser
from tests.presence.journeys import look_after_session, see_other_device

pytestmark = in_browser


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> str:
    """Add a page with live data to the app, and return its path."""

    def create_app_with_page(settings: Settings) -> Quart:
        app = create_app(settings)

        @app.get("/live-page")
        @login_required
        async def show_live_page() -> str:
            parts = await render_template("_live_parts.html")
            return f"<!doctype html><html lang='en'><h1>Live</h1>{parts}</html>"

        return app

    monkeypatch.setattr("tests.servers.create_app", create_app_with_page)
    return "/live-page"


async def test_a_page_says_where_else_it_is_open(
    settings: Settings, user: User, place: str, unused_tcp_port: int
) -> None:
    await see_other_device(settings, user, place, unused_tcp_port)


@pytest.mark.usefixtures("user")
async def test_a_page_whose_session_has_ended_asks_again_only_when_someone_looks(
    settings: Settings, place: str, unused_tcp_port: int
) -> None:
    await look_after_session(settings, place, unused_tcp_port)
