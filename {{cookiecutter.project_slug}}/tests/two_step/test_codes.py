"""Enrolling an authenticator, and removing it, over the JSON API."""

import logging
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import read_mail
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.two_step.authenticator_apps import URL, Clock, enrol, offer


async def show_state(client: Client) -> Any:
    return await (await client.get(URL)).get_json()


async def test_an_app_is_given_a_secret_as_text_and_picture(user_client: Client) -> None:
    response = await user_client.post(URL)

    offered = await response.get_json()
    assert response.status_code == 201
    assert offered["uri"].startswith("otpauth://totp/Test%20app:ada%40example.com?")
    assert f"secret={offered['secret']}" in offered["uri"]
    assert offered["qr"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')


async def test_logging_in_takes_no_code_before_one_has_confirmed(
    app: Quart, user_client: Client
) -> None:
    await offer(user_client)

    response = await app.test_client().post("/api/sessions", json=CREDENTIALS)

    assert response.status_code == 201
    assert await show_state(user_client) == {"active": False, "recovery_codes_left": 0}


async def test_confirming_gives_ten_recovery_codes(user_client: Client, clock: Clock) -> None:
    _, recovery_codes = await enrol(user_client, clock)

    assert len(set(recovery_codes)) == 10
    assert await show_state(user_client) == {"active": True, "recovery_codes_left": 10}


async def test_a_wrong_code_is_named(user_client: Client) -> None:
    await offer(user_client)

    response = await user_client.post(f"{URL}/confirm", json={"code": "12345"})

    assert response.status_code == 422
    assert (await response.get_json())["errors"] == [
        {"field": "code", "message": "This code is wrong, or has expired. Enter the next one."}
    ]


async def test_enrolling_again_forgets_the_secret_before(user_client: Client, clock: Clock) -> None:
    first, second = await offer(user_client), await offer(user_client)

    wrong = await user_client.post(f"{URL}/confirm", json={"code": clock.show_code(first)})
    right = await user_client.post(f"{URL}/confirm", json={"code": clock.show_code(second)})

    assert (wrong.status_code, right.status_code) == (422, 200)


async def test_there_is_nothing_to_confirm_at_first(user_client: Client) -> None:
    response = await user_client.post(f"{URL}/confirm", json={"code": "123456"})

    assert response.status_code == 409


async def test_an_active_authenticator_is_neither_replaced_nor_confirmed_again(
    user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)

    replaced = await user_client.post(URL)
    confirmed = await user_client.post(f"{URL}/confirm", json={"code": clock.show_code(secret)})

    assert (replaced.status_code, confirmed.status_code) == (409, 409)


async def test_logging_in_takes_no_code_after_removing(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    await enrol(user_client, clock)

    removed = await user_client.delete(URL)
    response = await app.test_client().post("/api/sessions", json=CREDENTIALS)

    assert (removed.status_code, response.status_code) == (204, 201)
    assert await show_state(user_client) == {"active": False, "recovery_codes_left": 0}


async def test_there_is_nothing_to_remove_at_first(user_client: Client) -> None:
    response = await user_client.delete(URL)

    assert response.status_code == 404


async def test_recovery_codes_are_renewed(user_client: Client, clock: Clock) -> None:
    _, old = await enrol(user_client, clock)

    response = await user_client.post(f"{URL}/recovery-codes")

    new = (await response.get_json())["recovery_codes"]
    assert response.status_code == 201
    assert len(set(new) - set(old)) == 10
    credentials = [{**CREDENTIALS, "code": code} for code in (old[0], new[0])]
    answers = [await user_client.post("/api/sessions", json=each) for each in credentials]
    assert [answer.status_code for answer in answers] == [401, 201]


async def test_there_are_no_codes_to_renew_at_first(user_client: Client) -> None:
    response = await user_client.post(f"{URL}/recovery-codes")

    assert response.status_code == 404


async def test_the_owner_is_told_of_each_change(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    await enrol(user_client, clock)
    await user_client.post(f"{URL}/recovery-codes")
    await user_client.delete(URL)

    mails = await read_mail(app)

    assert [(recipient, subject.partition(" ·")[0]) for recipient, subject, _ in mails] == [
        (EMAIL, "Two-step login is on"),
        (EMAIL, "Your recovery codes are new"),
        (EMAIL, "Two-step login is off"),
    ]


async def test_guesses_at_password_and_code_are_counted_together(user_client: Client) -> None:
    await offer(user_client)
    for _ in range(5):
        await user_client.post(f"{URL}/confirm", json={"code": "guess"})
    for _ in range(5):
        await user_client.post("/api/sessions/current/confirm", json={"password": "guess"})

    response = await user_client.post(f"{URL}/confirm", json={"code": "guess"})

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 60  # of the quarter of an hour


async def test_nothing_secret_is_logged(
    user_client: Client, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    secret, recovery_codes = await enrol(user_client, clock)

    assert URL in caplog.text
    assert [word for word in (secret, *recovery_codes, PASSWORD) if word in caplog.text] == []
