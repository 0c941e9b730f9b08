"""Password hashes."""

import asyncio

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords
from app.accounts.passwords import hash_password, is_password


async def test_a_password_is_known_by_its_hash() -> None:
    password_hash = await hash_password("right")

    assert await is_password("right", password_hash)
    assert not await is_password("wrong", password_hash)
    assert "right" not in password_hash


async def test_nobody_has_the_password_of_no_account() -> None:
    assert not await is_password("any", None)


async def test_the_loop_goes_on_while_passwords_are_hashed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher())
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count_turns())
    await asyncio.gather(*(hash_password("right") for _ in range(4)))
    counting.cancel()

    # On the loop itself, the counter would have had a turn or two.
    assert turns > 100
