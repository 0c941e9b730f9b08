"""Views that are for admins, whatever feature they belong to."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.sessions import FOR_ADMINS, admin_required
from tests.accounts.people import create_user, log_in

PLACE = "/api/for-admins"


@pytest.fixture(autouse=True)
def view(app: Quart) -> None:
    @app.get(PLACE)
    @admin_required
    async def show_secret() -> str:
        return "for admins"


async def test_a_view_for_admins_is_shown_to_an_admin(app: Quart) -> None:
    await create_user(app, "grace@example.com", role="admin")
    client = await log_in(app, "grace@example.com")

    assert await (await client.get(PLACE)).get_data(as_text=True) == "for admins"


async def test_a_view_for_admins_refuses_everyone_else(client: Client, user_client: Client) -> None:
    stranger = await client.get(PLACE)
    user = await user_client.get(PLACE)

    assert (stranger.status_code, user.status_code) == (401, 403)
    assert (await user.get_json())["detail"] == FOR_ADMINS


def test_a_view_for_admins_is_marked(app: Quart) -> None:
    """By the mark `tests/test_access.py` knows which views to ask."""
    assert getattr(app.view_functions["show_secret"], "for_admins", False)
