"""The page that asks for the password again."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import make_stale
from tests.constants import EMAIL, PASSWORD
from tests.pages.reading import HTMX, read

CONFIRM = "/account/confirm"
ENDING = "/account/sessions/end-others"


async def test_a_page_asks_for_the_password_and_leads_back(app: Quart, user_client: Client) -> None:
    await make_stale(app)

    refused = await user_client.get("/account/delete")
    question = await read(await user_client.get(refused.headers["Location"]))
    wrong = await user_client.post(f"{CONFIRM}?next=/account/delete", form={"password": "guess"})
    right = await user_client.post(f"{CONFIRM}?next=/account/delete", form={"password": PASSWORD})

    assert refused.headers["Location"] == f"{CONFIRM}?next=/account/delete"
    assert f'action="{CONFIRM}?next=/account/delete"' in question
    assert f'value="{EMAIL}" autocomplete="username" hidden' in question
    assert wrong.status_code == 422
    assert 'id="password-error">The password is wrong.' in await read(wrong)
    assert right.headers["Location"] == "/account/delete"
    assert (await user_client.get("/account/delete")).status_code == 200


@pytest.mark.parametrize(
    ("referrer", "there"),
    [
        ({"Referer": "http://localhost/account/sessions"}, "/account/sessions"),
        ({"Referer": "http://evil.example/account/sessions"}, "/account/sessions"),
        ({"Referer": "http://evil.example//evil.example"}, "//evil.example"),
        ({}, "/account"),
    ],
)
async def test_after_a_button_the_page_with_the_button_comes_back(
    app: Quart, user_client: Client, referrer: dict[str, str], there: str
) -> None:
    await make_stale(app)

    response = await user_client.post(ENDING, headers=referrer)

    assert response.status_code == 303
    assert response.headers["Location"] == f"{CONFIRM}?next={there}"


async def test_the_page_leads_to_no_other_site(app: Quart, user_client: Client) -> None:
    url = f"{CONFIRM}?next=//evil.example"

    response = await user_client.post(url, form={"password": PASSWORD})

    assert "evil" not in response.headers["Location"]


async def test_htmx_opens_the_page_instead_of_a_part(app: Quart, user_client: Client) -> None:
    await make_stale(app)
    headers = {**HTMX, "HX-Current-URL": "http://localhost/account/sessions"}

    response = await user_client.post(ENDING, headers=headers)

    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == f"{CONFIRM}?next=/account/sessions"
