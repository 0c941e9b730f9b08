"""Password hashes."""

import asyncio
import os
import sys
import threading
import unicodedata
from typing import Any

import pytest
from argon2 import PasswordHasher
from quart import Quart
from zxcvbn_rs_py import zxcvbn

from app.accounts import passwords
from app.accounts.models import User
from app.accounts.passwords import (
    LEAST_STRENGTH,
    MAX_HASHES,
    hash_password,
    is_password,
    require_strength,
    run_in_pool,
)
from app.accounts.queries import select_password_hash
from app.db import connect
from tests.accounts.people import log_in
from tests.constants import CREDENTIALS, PATIENCE
from tests.mails import wait_until

# Letters written as digits and signs, each of which may be several: what zxcvbn takes longest for.
SLOWEST = 2 * "4$|!736<8[202{$605[{[019|3(<98(3|!+"


async def test_a_password_is_known_by_its_hash() -> None:
    password_hash = await hash_password("right")

    assert await is_password("right", password_hash)
    assert not await is_password("wrong", password_hash)
    assert "right" not in password_hash


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("Übermäßig große Kühe 7", unicodedata.normalize("NFD", "Übermäßig große Kühe 7")),
        ("Widerstand \u2126 ganz klein", "Widerstand \u03a9 ganz klein"),
        ("Regen\u00a0im Mai ist schön", "Regen im Mai ist schön"),
        ("Regen im Mai \uff11\uff12\uff13", "Regen im Mai 123"),
        ("고양이 다섯 마리", unicodedata.normalize("NFD", "고양이 다섯 마리")),
    ],
    ids=["composed", "ohm", "space", "wide", "hangul"],
)
async def test_a_password_may_be_typed_in_any_of_its_unicode_forms(chosen: str, typed: str) -> None:
    assert chosen != typed
    assert await is_password(typed, await hash_password(chosen))
    assert await is_password(chosen, await hash_password(typed))


async def test_a_hash_from_before_passwords_were_normalized_still_matches() -> None:
    typed = unicodedata.normalize("NFD", "Übermäßig große Kühe 7")

    assert await is_password(typed, passwords.hasher.hash(typed))


async def test_nobody_has_the_password_of_no_account() -> None:
    assert not await is_password("any", None)


class HeldHasher(PasswordHasher):
    """It makes a hash when it is let go, and counts the hashes that wait for that."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.waiting: list[str] = []
        self.may_end = threading.Event()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.waiting.append(threading.current_thread().name)
        assert self.may_end.wait(PATIENCE)
        return super().hash(password, salt=salt)


@pytest.mark.slow
async def test_other_requests_are_answered_while_twenty_people_register(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = HeldHasher()
    monkeypatch.setattr(passwords, "hasher", hasher)
    people = [asyncio.create_task(register(app, number)) for number in range(20)]
    await wait_until(lambda: hasher.waiting)

    meanwhile = await app.test_client().get("/livez")
    were_held = not any(person.done() for person in people)
    hasher.may_end.set()
    answers = await asyncio.gather(*people)

    assert meanwhile.status_code == 200
    assert were_held
    assert answers == [202] * 20
    # In threads, each of which takes the memory of a hash.
    assert len(hasher.waiting) == 20
    assert set(hasher.waiting) <= {f"passwords_{number}" for number in range(4)}


@pytest.mark.slow
async def test_a_login_is_refused_while_too_many_hashes_are_made(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = HeldHasher()
    monkeypatch.setattr(passwords, "hasher", hasher)
    people = [asyncio.create_task(register(app, number)) for number in range(MAX_HASHES)]
    await wait_until(lambda: passwords.hashes == MAX_HASHES)

    refused = await app.test_client().post("/api/sessions", json=CREDENTIALS)
    hasher.may_end.set()
    answers = await asyncio.gather(*people)

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert "logging in" in (await refused.get_json())["detail"]
    assert answers == [202] * MAX_HASHES
    assert passwords.hashes == 0
    assert await register(app, 99) == 202


@pytest.mark.skipif(sys.platform != "linux", reason="A thread has no priority of its own")
async def test_hashes_are_made_with_less_priority_than_requests_have() -> None:
    priority = await run_in_pool(os.getpriority, os.PRIO_PROCESS, 0)

    # The lowest priority has the number 19.
    assert priority == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


async def register(app: Quart, number: int) -> int:
    response = await app.test_client().post(
        "/api/users",
        json={"email": f"{number}@example.com", "password": "an engine that weaves"},
        scope_base={"client": (f"192.0.2.{number}", 1)},
    )
    return response.status_code


def test_the_strength_of_a_long_password_is_told_by_its_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Judge a long password by its beginning, as the work grows steeply with the length."""
    seen: list[str] = []

    def look_at(password: str, words: list[str]) -> Any:
        seen.append(password)
        return zxcvbn(password, words)

    monkeypatch.setattr(passwords, "zxcvbn", look_at)

    require_strength(SLOWEST, [])

    assert seen == [SLOWEST[:20]]


@pytest.mark.parametrize("password", ["g9l2d1fzpy", "G9L2D1fzpy", "megaparol12345"])
def test_a_password_that_was_stolen_too_often_is_refused(password: str) -> None:
    assert int(zxcvbn(password, []).score) >= LEAST_STRENGTH
    with pytest.raises(ValueError, match="stolen from other sites"):
        require_strength(password, [])


async def test_a_hash_of_less_work_is_replaced_at_log_in(
    app: Quart, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await read_hash(app, user)
    await log_in(app)
    unchanged = await read_hash(app, user)
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(2, 16, 1))

    await log_in(app)

    after = await read_hash(app, user)
    assert before == unchanged
    assert after.startswith("$argon2id$v=19$m=16,t=2,p=1$")
    await log_in(app)


async def read_hash(app: Quart, user: User) -> str:
    async with app.app_context(), connect() as connection:
        return await select_password_hash(connection, user.id) or ""


@pytest.mark.parametrize(
    "password", ["password", "qwertyuiop12", "aaaaaaaaaaaa", "2027-01-31", "Passw0rd!", "x" * 128]
)
def test_a_password_that_is_soon_guessed_is_refused_with_advice(password: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        require_strength(password, [])


@pytest.mark.parametrize(
    "password",
    [
        "ada.lovelace1815",
        "ada.lovelace1815@example.com",
        "ADA.Lovelace1815@example.com",
        "ada.lovelace1815@example.com1",
        "Test app",
        "test app 2026",
        "Test app!Test app!",
    ],
)
def test_neither_the_address_nor_the_name_of_the_app_makes_a_password_strong(
    password: str,
) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        require_strength(password, ["ada.lovelace1815@example.com", "Test app"])


@pytest.mark.parametrize("password", ["correct horse battery staple", "weaves algebraic patterns"])
def test_a_few_words_are_strong(password: str) -> None:
    require_strength(password, [])
