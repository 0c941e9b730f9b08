"""Logging in with two-step login, over the JSON API."""

import asyncio

import pytest
from quart import Quart, Response
from quart.typing import TestClientProtocol as Client

from app.accounts.login import pass_login_checks
from app.accounts.models import User
from app.two_step.login import CodeRequired
from tests.accounts.people import create_user, log_in, remove_password
from tests.constants import CREDENTIALS, EMAIL
from tests.two_step.authenticator_apps import STEP, URL, Clock, enrol


async def give_code(app: Quart, code: str) -> Response:
    """As on a new device."""
    return await app.test_client().post("/api/sessions", json={**CREDENTIALS, "code": code})


async def test_logging_in_asks_for_the_code_and_takes_it(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)

    asked = await give_code(app, "")
    given = await give_code(app, clock.show_code(secret))

    assert asked.status_code == 401
    assert (await asked.get_json())["type"] == "/problems/code-required"
    assert "Set-Cookie" not in asked.headers
    assert given.status_code == 201


async def test_after_a_login_without_a_password_a_wrong_code_is_recorded_as_such(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    await remove_password(app)
    await enrol(user_client, clock)
    user = User(**await (await user_client.get("/api/users/me")).get_json())

    async with app.test_request_context("/"):
        with pytest.raises(CodeRequired):
            await pass_login_checks(user, None, "000000")

    (event, *_) = (await (await user_client.get("/api/users/me/activity")).get_json())["items"]
    assert (event["event"], event["detail"]) == ("wrong code at login", "no password was used")


async def test_a_wrong_password_does_not_tell_of_the_second_factor(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    await enrol(user_client, clock)
    client = app.test_client()

    response = await client.post("/api/sessions", json={"email": EMAIL, "password": "another"})

    assert (await response.get_json())["type"] == "about:blank"


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 201), (0, 201), (1, 201), (2, 401)])
async def test_a_clock_may_be_one_step_early_or_late(
    app: Quart, user_client: Client, clock: Clock, steps: int, status: int
) -> None:
    secret, _ = await enrol(user_client, clock)
    clock.now += 5 * STEP

    response = await give_code(app, clock.show_code(secret, steps))

    assert response.status_code == status


async def test_the_code_that_confirmed_does_not_log_in(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)

    response = await give_code(app, clock.show_code(secret, -1))

    assert response.status_code == 401


async def test_no_code_before_a_used_one_logs_in(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)
    await give_code(app, clock.show_code(secret, 1))

    response = await give_code(app, clock.show_code(secret))

    assert response.status_code == 401


async def test_a_code_logs_in_once_of_two_at_the_same_time(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)
    code = clock.show_code(secret)

    responses = await asyncio.gather(*(give_code(app, code) for _ in range(4)))

    assert sorted(response.status_code for response in responses) == [201, 401, 401, 401]


async def test_a_recovery_code_logs_in_once_of_two_at_the_same_time(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    _, (code, *_) = await enrol(user_client, clock)

    responses = await asyncio.gather(*(give_code(app, code) for _ in range(4)))

    assert sorted(response.status_code for response in responses) == [201, 401, 401, 401]
    left = await (await user_client.get(URL)).get_json()
    assert left["recovery_codes_left"] == 9


async def test_a_recovery_code_may_be_typed_in_any_way(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    _, (code, *_) = await enrol(user_client, clock)

    response = await give_code(app, f" {code.upper().replace('-', ' ')}")

    assert response.status_code == 201


async def test_codes_of_somebody_else_do_not_log_in(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    await enrol(user_client, clock)
    other = await create_user(app, "bob@example.com")
    secret, (recovery_code, *_) = await enrol(await log_in(app, other.email), clock)

    responses = [await give_code(app, code) for code in (clock.show_code(secret), recovery_code)]

    assert [response.status_code for response in responses] == [401, 401]


async def test_strange_codes_are_wrong_codes(app: Quart, user_client: Client, clock: Clock) -> None:
    await enrol(user_client, clock)

    strange = ["\0", "-", "x" * 64, "\N{FULLWIDTH DIGIT ONE}" * 6]
    responses = [await give_code(app, code) for code in strange]

    assert {response.status_code for response in responses} == {401}


async def test_sessions_from_before_go_on(user_client: Client, clock: Clock) -> None:
    await enrol(user_client, clock)

    response = await user_client.get("/api/users/me")

    assert response.status_code == 200


async def test_a_clock_that_is_set_back_locks_nobody_out(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)

    clock.now -= 3600
    login = {**CREDENTIALS, "code": clock.show_code(secret)}
    statuses = [
        (await app.test_client().post("/api/sessions", json=login)).status_code for _ in range(2)
    ]

    # The code works once, as ever.
    assert statuses == [201, 401]


async def test_the_owner_sees_what_happened_to_two_step_login(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    await enrol(user_client, clock)
    await give_code(app, "000000")
    await user_client.post(f"{URL}/recovery-codes")
    await user_client.delete(URL)

    items = (await (await user_client.get("/api/users/me/activity")).get_json())["items"]
    assert [(event["event"], event["detail"]) for event in items] == [
        ("two-step login turned off", ""),
        ("recovery codes renewed", ""),
        ("wrong code at login", "the password was right"),
        ("two-step login turned on", ""),
        ("logged in", ""),
    ]
