"""Password hashes."""

import asyncio
import gc
from collections.abc import Iterator
from time import thread_time

import pytest
from argon2 import PasswordHasher
from quart import Quart

from app.accounts import passwords
from app.accounts.models import User
from app.accounts.passwords import hash_password, is_password, require_strength
from app.accounts.queries import select_password_hash
from app.db import connect
from tests.accounts.people import log_in

# Letters written as digits and signs, each of which may be several: what zxcvbn takes longest for.
SLOWEST = 2 * "4$|!736<8[202{$605[{[019|3(<98(3|!+"


async def test_a_password_is_known_by_its_hash() -> None:
    password_hash = await hash_password("right")

    assert await is_password("right", password_hash)
    assert not await is_password("wrong", password_hash)
    assert "right" not in password_hash


async def test_nobody_has_the_password_of_no_account() -> None:
    assert not await is_password("any", None)


@pytest.fixture
def _no_garbage_collection() -> Iterator[None]:
    """A collection goes through all that the test run has imported, which takes its time too."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_garbage_collection")
async def test_the_loop_is_not_held_while_twenty_people_register(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register(app, 0)  # Templates are compiled at their first use.
    monkeypatch.setattr(passwords, "hasher", PasswordHasher())
    turns: list[float] = []

    async def watch_turns() -> None:
        """How long the loop works from turn to turn, which no other program can stretch."""
        while True:
            began = thread_time()
            await asyncio.sleep(0)
            turns.append(thread_time() - began)

    watching = asyncio.create_task(watch_turns())
    async with asyncio.TaskGroup() as people:
        for number in range(1, 21):
            people.create_task(register(app, number))
            await asyncio.sleep(0)  # or else the first turn would have a part of each
    watching.cancel()

    # On the loop, a single hash would take all of this time; a turn takes 2 to 4 ms of about 140.
    assert max(turns) < min(await time_hashes(3)) / 3


async def register(app: Quart, number: int) -> None:
    address = {"client": (f"192.0.2.{number}", 1)}
    response = await app.test_client().post(
        "/api/users",
        json={"email": f"{number}@example.com", "password": SLOWEST},
        scope_base=address,
    )
    assert response.status_code == 202


async def time_hashes(count: int) -> list[float]:
    def time_hash() -> float:
        began = thread_time()
        PasswordHasher(parallelism=1).hash("right")
        return thread_time() - began

    return [await asyncio.to_thread(time_hash) for _ in range(count)]


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
        require_strength(password)


def test_nothing_of_the_own_address_makes_a_password_strong() -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        require_strength("ada.lovelace1815", "ada.lovelace1815@example.com")


@pytest.mark.parametrize("password", ["correct horse battery staple", "weaves algebraic patterns"])
def test_a_few_words_are_strong(password: str) -> None:
    assert require_strength(password) == password
