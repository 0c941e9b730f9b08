"""The pages where an account is disabled: they tell no more than the API does."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.sessions import WRONG_CREDENTIALS
from tests.accounts.people import disable, read_token
from tests.constants import CREDENTIALS, EMAIL
from tests.pages.reading import HTMX, read


@pytest.mark.usefixtures("user")
async def test_the_password_is_as_a_wrong_one(app: Quart, client: Client) -> None:
    wrong = await read(await client.post("/login", form={**CREDENTIALS, "password": "another"}))
    await disable(app)

    response = await client.post("/login", form=CREDENTIALS)

    assert response.status_code == 422
    assert WRONG_CREDENTIALS in wrong
    assert await read(response) == wrong


@pytest.mark.usefixtures("user")
async def test_a_link_to_choose_a_new_password_is_no_good(app: Quart, client: Client) -> None:
    await client.post("/forgotten", form={"email": EMAIL})
    token = await read_token(app)
    await disable(app)

    form = {"token": token, "password": "a loom that calculates"}
    response = await client.post("/reset", form=form)

    assert response.status_code == 422


async def test_an_open_page_leads_to_the_log_in_page(app: Quart, user_client: Client) -> None:
    await disable(app)

    whole = await user_client.get("/account")
    part = await user_client.get("/account/sessions", headers=HTMX)

    assert (whole.status_code, whole.headers["Location"]) == (303, "/login?next=/account")
    assert part.status_code == 401
    assert "Please log in" in await read(part)
