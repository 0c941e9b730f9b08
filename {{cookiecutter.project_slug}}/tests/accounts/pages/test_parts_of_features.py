"""Parts that features add to the pages of accounts."""

from typing import Any

import pytest
from quart import Blueprint, Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.pages.login import add_login_method
from app.accounts.pages.security import add_security_section
from tests.pages.reading import read


@pytest.fixture(autouse=True)
def badges(app: Quart) -> None:
    """Add the templates of a small feature to the app."""
    app.register_blueprint(Blueprint("badges", __name__, template_folder="templates"))


async def test_a_login_method_is_on_the_login_page(app: Quart, client: Client) -> None:
    add_login_method(app, "badges/_login.html")

    shown = await read(await client.get("/login"))
    refused = await read(await client.post("/login", form={"email": "nobody"}))

    assert "Hold your badge to the reader." in shown
    assert "Hold your badge to the reader." in refused


async def test_without_a_section_the_settings_have_no_security_page(
    app: Quart, user_client: Client
) -> None:
    app.extensions.pop("SECURITY_SECTIONS", None)

    page = await read(await user_client.get("/account"))

    assert ">Devices</a>" in page
    assert ">Security</a>" not in page


async def test_a_section_and_its_notice_are_on_the_security_page(
    app: Quart, user_client: Client
) -> None:
    async def load_badges() -> dict[str, Any]:
        return {"count": 3}

    add_security_section(app, "badges/_section.html", load_badges, {"lost": "The badge is gone."})

    plain = await read(await user_client.get("/account/security"))
    changed = await read(await user_client.get("/account/security?changed=lost"))

    assert '<a href="/account/security" aria-current="page">Security</a>' in plain
    assert "You have 3 badges." in plain
    assert "The badge is gone." not in plain
    assert "The badge is gone." in changed
