"""A passkey of an account that an admin disabled."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from app.passkeys.api import NOT_LOGGED_IN
from tests.accounts.people import disable
from tests.passkeys.soft_authenticator import ORIGIN, add_passkey, fetch_request_options, send_login

NEW = "a loom that calculates"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"base_url": ORIGIN})


async def test_a_passkey_does_not_log_in(app: Quart, client: Client, user_client: Client) -> None:
    device, _ = await add_passkey(user_client)
    await disable(app)

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 401
    assert (await response.get_json())["detail"] == NOT_LOGGED_IN
