"""Passkeys that someone else added."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from tests.accounts.people import read_mail, read_token
from tests.constants import EMAIL
from tests.passkeys.soft_authenticator import (
    ORIGIN,
    add_passkey,
    fetch_request_options,
    send_login,
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"base_url": ORIGIN})


@pytest.mark.parametrize(("keep", "status"), [([], 401), (["passkeys"], 201)])
async def test_a_reset_of_the_password_ends_them_unless_the_owner_keeps_them(
    app: Quart, client: Client, user_client: Client, keep: list[str], status: int
) -> None:
    device, _ = await add_passkey(user_client)
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    data = {"token": await read_token(app), "password": "a loom that calculates", "keep": keep}
    await client.post("/api/password/reset", json=data)

    response = await send_login(client, device.get(await fetch_request_options(client)))

    _, _, text = (await read_mail(app))[-1]
    assert response.status_code == status
    assert "- passkeys: Phone" in text
