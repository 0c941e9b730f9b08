"""The pages that turn two-step login on and off, with JavaScript off."""

import re
from datetime import UTC, datetime

import pytest
from quart import Quart, Response
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import log_in
from tests.constants import CREDENTIALS
from tests.pages.reading import read
from tests.two_step.authenticator_apps import Clock, enrol

PLACE = "/account/security"
HERE = {"Host": "localhost:8000"}
NOON = datetime(2026, 3, 1, 12, 34, tzinfo=UTC)


async def turn_on(client: Client) -> str:
    """Return the secret."""
    page = await read(await client.post(f"{PLACE}/turn-on"))
    found = re.search('name="secret" value="([A-Z2-7]+)"', page)
    assert found
    return found[1]


async def confirm(client: Client, code: str, secret: str) -> Response:
    return await client.post(f"{PLACE}/turn-on/confirm", form={"code": code, "secret": secret})


async def test_at_first_there_is_neither(user_client: Client) -> None:
    page = await read(await user_client.get(PLACE))

    assert "It is off." in page
    assert f'href="{PLACE}/turn-on"' in page


async def test_an_app_is_given_its_secret_as_picture_and_text(user_client: Client) -> None:
    question = await read(await user_client.get(f"{PLACE}/turn-on"))
    response = await user_client.post(f"{PLACE}/turn-on")

    page = await read(response)
    assert f'action="{PLACE}/turn-on"' in question
    assert response.headers["Cache-Control"] == "no-store"
    assert page.count("<svg") == 1
    assert len(re.findall("<span>[A-Z2-7]{4}</span>", page)) == 8
    assert "style=" not in page


async def test_the_right_code_turns_it_on_and_gives_recovery_codes_once(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    secret = await turn_on(user_client)

    response = await confirm(user_client, clock.show_code(secret), secret)
    again = await confirm(user_client, clock.show_code(secret), secret)

    login = await app.test_client().post("/login", form=CREDENTIALS)
    assert response.status_code == 200
    assert len(re.findall("<li><code>[a-z2-7-]{19}</code></li>", await read(response))) == 10
    assert again.headers["Location"] == PLACE
    assert "You have 10 unused recovery codes." in await read(await user_client.get(PLACE))
    assert 'autocomplete="one-time-code"' in await read(login)


@pytest.mark.parametrize(
    ("code", "message"),
    [("000000", "This code is wrong"), ("", "This is required."), ("1" * 65, "Use at most 64")],
)
async def test_a_wrong_code_can_be_corrected_beside_the_same_picture(
    user_client: Client, clock: Clock, code: str, message: str
) -> None:
    first = await read(await user_client.post(f"{PLACE}/turn-on"))
    secret = "".join(re.findall("<span>([A-Z2-7]{4})</span>", first))

    response = await confirm(user_client, code, secret)
    page = await read(response)
    corrected = await confirm(user_client, clock.show_code(secret), secret)

    assert response.status_code == 422
    assert f'id="code-error">{message}' in page
    assert re.findall("<svg.*</svg>", first) == re.findall("<svg.*</svg>", page) != []
    assert corrected.status_code == 200


async def test_who_was_not_shown_the_secret_is_not_by_a_wrong_code(
    app: Quart, user_client: Client
) -> None:
    secret = await turn_on(user_client)

    response = await confirm(await log_in(app), "000000", "é")

    page = await read(response)
    assert response.status_code == 422
    assert "This QR code is out of date. Start again." in page
    assert secret not in page


async def test_guesses_are_counted(user_client: Client, clock: Clock) -> None:
    secret = await turn_on(user_client)
    tries = [await confirm(user_client, "000000", secret) for _ in range(10)]

    response = await confirm(user_client, clock.show_code(secret), secret)

    assert {response.status_code for response in tries} == {422}
    assert response.status_code == 429


async def test_new_recovery_codes_are_shown_once(user_client: Client, clock: Clock) -> None:
    at_first = await user_client.post(f"{PLACE}/recovery-codes")
    _, old = await enrol(user_client, clock)
    section = await read(await user_client.get(PLACE))

    response = await user_client.post(f"{PLACE}/recovery-codes")

    page = await read(response)
    assert at_first.headers["Location"] == PLACE
    assert f'action="{PLACE}/recovery-codes"' in section
    assert len(re.findall("<li><code>[a-z2-7-]{19}</code></li>", page)) == 10
    assert "Your old codes no longer work." in page
    assert old[0] not in page


async def test_it_is_turned_off(app: Quart, user_client: Client, clock: Clock) -> None:
    await enrol(user_client, clock)

    question = await read(await user_client.get(f"{PLACE}/turn-off"))
    response = await user_client.post(f"{PLACE}/turn-off")

    page = await read(await user_client.get(response.headers["Location"]))
    login = await app.test_client().post("/login", form=CREDENTIALS)
    assert f'action="{PLACE}/turn-off"' in question
    assert response.status_code == 303
    assert "Two-step login is now off." in page
    assert login.status_code == 303


async def test_what_is_on_is_not_turned_on_again(user_client: Client, clock: Clock) -> None:
    asked_off = await user_client.get(f"{PLACE}/turn-off")
    await enrol(user_client, clock)
    asked_on = await user_client.get(f"{PLACE}/turn-on")
    turned_on = await user_client.post(f"{PLACE}/turn-on")

    for response in (asked_off, asked_on, turned_on):
        assert response.headers["Location"] == PLACE
