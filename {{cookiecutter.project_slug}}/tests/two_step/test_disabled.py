"""Two-step login of an account that an admin disabled."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import disable
from tests.constants import CREDENTIALS
from tests.two_step.authenticator_apps import Clock, enrol

NEW = "a loom that calculates"


@pytest.mark.parametrize("with_code", [True, False])
async def test_the_second_factor_is_not_asked_for_and_does_not_help(
    app: Quart, user_client: Client, clock: Clock, with_code: bool
) -> None:
    secret, _ = await enrol(user_client, clock)
    await disable(app)
    code = clock.show_code(secret) if with_code else ""

    response = await app.test_client().post("/api/sessions", json={**CREDENTIALS, "code": code})

    assert response.status_code == 401
    assert (await response.get_json())["type"] == "about:blank"
