"""The log of security events, as operators and programs such as fail2ban read it."""

import logging
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD

FROM = {"client": ("192.0.2.7", 1)}
NEW = "a loom that calculates"


@pytest.fixture(autouse=True)
def log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def list_events(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str, str]]:
    records = [vars(record) for record in caplog.records if "outcome" in vars(record)]
    assert all(record["address"] == "192.0.2.7" for record in records)
    return [(record["event"], record["outcome"], record["account"]) for record in records]


async def post(client: Client, path: str, **data: Any) -> None:
    await client.post(path, json=data, scope_base=FROM)


@pytest.mark.usefixtures("user")
async def test_each_login_leaves_its_outcome(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = "nobody@example.com"
    await post(client, "/api/sessions", email=stranger, password=PASSWORD)
    for _ in range(11):
        await post(client, "/api/sessions", email=EMAIL, password="a guess")
    assert list_events(caplog) == [
        ("login", "unknown account", stranger),
        *[("login", "wrong password or disabled", EMAIL)] * 9,
    ]


async def test_too_many_attempts_are_logged(
    app: Quart, caplog: pytest.LogCaptureFixture, user: object
) -> None:
    app.config["QUART_RATE_LIMITER_ENABLED"] = True
    for number in range(11):
        scope = {"client": (f"198.51.100.{number}", 1)}
        guess = {"email": EMAIL, "password": "a guess"}
        await app.test_client().post("/api/sessions", json=guess, scope_base=scope)

    outcomes = [vars(record).get("outcome") for record in caplog.records]
    assert [outcome for outcome in outcomes if outcome][-1] == "too many attempts"


async def test_a_login_names_its_person_in_the_line_of_the_request(
    client: Client, user: Any, caplog: pytest.LogCaptureFixture
) -> None:
    await post(client, "/api/sessions", **CREDENTIALS)

    (line,) = [vars(record) for record in caplog.records if record.name == "app.logs"]
    assert line["user_id"] == user.id
    assert list_events(caplog) == [("login", "success", EMAIL)]


async def test_registering_and_changing_how_to_log_in_is_logged(
    app: Quart, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await post(client, "/api/users", **CREDENTIALS)
    await post(client, "/api/users/confirm", token=await read_token(app))
    await post(client, "/api/sessions/current/confirm", password="a guess")
    await post(client, "/api/password/forgotten", email=EMAIL)
    token = await read_token(app)
    await post(client, "/api/password/reset", token="wrong", password=NEW)
    await post(client, "/api/password/reset", token=token, password=NEW)
    await post(client, "/api/sessions", email=EMAIL, password=NEW)
    await client.delete("/api/users/me", scope_base=FROM)

    assert list_events(caplog) == [
        ("registration", "requested", EMAIL),
        ("registration", "success", EMAIL),
        ("login", "success", EMAIL),
        ("password confirmation", "wrong password", EMAIL),
        ("password reset", "requested", EMAIL),
        ("password reset", "bad link", ""),
        ("password reset", "success", EMAIL),
        ("login", "success", EMAIL),
        ("account deletion", "success", EMAIL),
    ]
    secrets = (PASSWORD, NEW, token, "a guess")
    assert [secret for secret in secrets if secret in caplog.text] == []
