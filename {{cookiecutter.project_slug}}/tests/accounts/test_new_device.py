"""The mail about a login on a new device, and which devices are known."""

from datetime import UTC, datetime

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.activity import LIFE
from app.accounts.models import User
from app.db import connect
from tests.accounts.people import FIREFOX, create_user, log_in_from, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD

CURL = "curl/8.5"
SUBJECT = "Login on a new device · Test app"


async def read_subjects(app: Quart) -> list[str]:
    return [subject for _, subject, _ in await read_mail(app)]


async def test_a_login_on_a_new_device_is_told_by_mail(
    app: Quart, client: Client, user: User
) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE users SET time_zone = 'Asia/Kolkata'")
    await log_in_from(app.test_client())
    await log_in_from(client, CURL, "192.0.2.8")

    ((recipient, subject, text),) = await read_mail(app)
    assert (recipient, subject) == (EMAIL, SUBJECT)
    assert "- Device: curl\n- IP address: 192.0.2.8\n- Time: 2" in text
    assert "(Asia/Kolkata)\n" in text
    assert text.endswith("/forgotten\n")
    events = (await (await client.get("/api/users/me/activity")).get_json())["items"]
    assert [event["event"] for event in events] == ["logged in on a new device", "logged in"]


async def test_the_first_login_is_told_to_nobody(app: Quart, client: Client) -> None:
    await client.post("/api/users", json=CREDENTIALS)
    await client.post("/api/users/confirm", json={"token": await read_token(app)})

    assert SUBJECT not in await read_subjects(app)


@pytest.mark.usefixtures("user")
async def test_a_device_that_has_the_cookie_is_known_wherever_it_is(
    app: Quart, client: Client
) -> None:
    await log_in_from(client)
    await client.delete("/api/sessions/current")
    await log_in_from(client, f"{FIREFOX}.1", "198.51.100.1")

    assert await read_subjects(app) == []


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("user_agent", "address", "mails"),
    [(FIREFOX, "192.0.2.7", 0), (CURL, "192.0.2.7", 1), (FIREFOX, "192.0.2.8", 1)],
)
async def test_without_the_cookie_the_same_program_at_the_same_address_is_known(
    app: Quart, user_agent: str, address: str, mails: int
) -> None:
    await log_in_from(app.test_client())
    for _ in range(2):
        await log_in_from(app.test_client(), user_agent, address)

    assert await read_subjects(app) == [SUBJECT] * mails


@pytest.mark.usefixtures("user")
async def test_the_cookie_of_another_account_makes_no_device_known(
    app: Quart, client: Client
) -> None:
    await log_in_from(app.test_client())
    await create_user(app, "eve@example.com")
    await client.post("/api/sessions", json={"email": "eve@example.com", "password": PASSWORD})
    await log_in_from(client, CURL)

    assert await read_subjects(app) == [SUBJECT]


@pytest.mark.usefixtures("user")
async def test_an_account_that_nobody_used_for_long_has_no_known_device(
    app: Quart, client: Client
) -> None:
    """Such accounts are taken over most, and their events are gone."""
    async with app.app_context(), connect() as connection:
        then = {"then": datetime.now(UTC) - LIFE}
        await connection.execute("UPDATE users SET created_at = :then", then)
    await log_in_from(client)

    assert await read_subjects(app) == [SUBJECT]


async def test_a_login_that_is_refused_sends_no_mail(app: Quart, user: User) -> None:
    await log_in_from(app.test_client())
    await log_in_from(app.test_client(), CURL, password="a guess")

    assert await read_subjects(app) == []
