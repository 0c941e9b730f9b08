"""Enumeration and timing: finding out which addresses have an account."""

from collections import Counter
from typing import Any

import pytest
from quart import Quart, Response
from quart_db import Connection

from app.accounts import passwords
from tests.accounts.people import create_user, disable
from tests.constants import EMAIL, PASSWORD

UNKNOWN, DISABLED = "nobody@example.com", "eve@example.com"
REGISTER = ("/api/users", {"password": PASSWORD})
FORGET: tuple[str, dict[str, str]] = ("/api/password/forgotten", {})
LOG_IN = ("/api/sessions", {"password": "not the password of hers"})
REQUESTS = pytest.mark.parametrize(("path", "data"), [REGISTER, FORGET, LOG_IN])


async def send(
    app: Quart, path: str, data: dict[str, str], email: str, address: str = "192.0.2.1"
) -> Response:
    return await app.test_client().post(
        path, json={"email": email, **data}, scope_base={"client": (address, 1)}
    )


async def create_people(app: Quart) -> None:
    await create_user(app)
    await create_user(app, DISABLED)
    await disable(app, DISABLED)


def with_right_password(data: dict[str, str]) -> dict[str, str]:
    """Of who is disabled, so that it is right and of no use."""
    return {**data, "password": PASSWORD} if "password" in data else data


async def answer_of(response: Response) -> tuple[Any, ...]:
    headers = {
        name.lower(): value
        for name, value in response.headers
        # The one is random, the other tells what is left to the address that asks.
        if name.lower() != "x-request-id" and not name.startswith("ratelimit")
    }
    if "set-cookie" in headers:  # of random content
        headers["set-cookie"] = headers["set-cookie"].partition("=")[0]
    return response.status_code, headers, await response.get_data()


@REQUESTS
async def test_enumeration_by_the_answer(app: Quart, path: str, data: dict[str, str]) -> None:
    await create_people(app)

    known = await answer_of(await send(app, path, data, EMAIL))
    unknown = await answer_of(await send(app, path, data, UNKNOWN))
    disabled = await answer_of(await send(app, path, with_right_password(data), DISABLED))

    assert known == unknown == disabled


@REQUESTS
async def test_timing_of_the_answer(
    app: Quart, path: str, data: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the work that is done, as a clock in a test would prove nothing."""
    await create_people(app)
    work: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
            work[name] += 1
            return original(self, *args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    for name in ("execute", "fetch_first", "fetch_val", "transaction"):
        count(Connection, name)
    hasher = type(passwords.hasher)
    # One verifies what the other would have made.
    count(hasher, "hash")
    count(hasher, "verify")

    done = []
    for email in (EMAIL, UNKNOWN, DISABLED):
        work.clear()
        await send(app, path, with_right_password(data) if email == DISABLED else data, email)
        work["argon2"] = work.pop("hash", 0) + work.pop("verify", 0)
        done.append(dict(work))

    assert done[0] == done[1] == done[2]


async def test_enumeration_by_registering_and_logging_in(app: Quart) -> None:
    """If accounts were made immediately, a login would tell which addresses were free."""
    await create_user(app)

    statuses = []
    for email in (EMAIL, UNKNOWN):
        await send(app, "/api/users", {"password": "a password of the attacker"}, email)
        response = await send(
            app, "/api/sessions", {"password": "a password of the attacker"}, email
        )
        statuses.append(response.status_code)

    assert statuses == [401, 401]


async def test_enumeration_by_the_limits(app: Quart) -> None:
    await create_user(app)

    statuses = {
        email: [
            (await send(app, *LOG_IN, email, f"192.0.2.{number}")).status_code
            for number in range(12)
        ]
        for email in (EMAIL, UNKNOWN)
    }

    assert statuses[EMAIL] == [401] * 10 + [429] * 2
    assert statuses[EMAIL] == statuses[UNKNOWN]
