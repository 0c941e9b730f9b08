"""Passwords: how strong they are, and their argon2 hashes.

Hashes are made in threads, because one takes long enough to hold up every other request.
"""

import asyncio
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from quart import current_app
from werkzeug.exceptions import ServiceUnavailable
from zxcvbn_rs_py import zxcvbn

from app.web.errors import refuse_field

Result = TypeVar("Result")


def yield_to_requests() -> None:
    """Let other threads go first, on the system where a thread can have a priority of its own."""
    if sys.platform == "linux":
        os.nice(10)  # of this thread alone


hasher = PasswordHasher()
# Each hash takes 64 MiB while it runs, so only a few run at the same time.
pool = ThreadPoolExecutor(4, thread_name_prefix="passwords", initializer=yield_to_requests)
# How many wait or run now, and how many may. The last of them takes about a second.
hashes, MAX_HASHES = 0, 30

# On a scale from 0 to 4. From 3 on, guessing takes too long even for someone who has the hashes.
LEAST_STRENGTH = 3


def require_length(value: object) -> object:
    """Raise `ValueError` for a password that is shorter than `PASSWORD_MIN_LENGTH`."""
    least = current_app.config["ACCOUNTS"].password_min_length
    if isinstance(value, str) and len(value) < least:
        raise ValueError(f"Use at least {least} characters.")
    return value


def refuse_weak_password(field: str, password: str, email: str) -> None:
    """Raise a refusal of the field, with advice, if the password is easy to guess.

    Call it where the address is not part of the same request, but known from the database.
    """
    try:
        require_strength_of_own(password, email)
    except ValueError as error:
        raise refuse_field(field, str(error)) from error


def require_strength_of_own(password: str, email: str) -> None:
    """Raise `ValueError` for a password that its owner's address or the app's name gives away."""
    require_strength(password, [email, current_app.config["SETTINGS"].app_name])


def require_strength(password: str, known: Iterable[str]) -> None:
    """Raise `ValueError` with advice if the password is easy to guess.

    Texts that are `known`, such as the owner's address, make no password stronger, nor do their
    parts.
    """
    if password.casefold() in load_breached_passwords():
        raise ValueError("This password has been stolen from other sites too often.")
    # The first characters tell enough. This blocks every other request, and the time grows steeply
    # with the length: the worst 72 characters take fifty times as long as the worst 20.
    words = [word for text in known for word in [text, *re.split(r"[@\s]+", text)]]
    estimate = zxcvbn(password[:20], words)
    if int(estimate.score) < LEAST_STRENGTH:
        advice = estimate.feedback
        lines = [advice.warning, *advice.suggestions] if advice else []
        text = " ".join(str(line) for line in lines if line)
        raise ValueError(text or "Use a few unrelated words.")


@cache
def load_breached_passwords() -> frozenset[str]:
    """Load common passwords that zxcvbn does not know. It refuses the other common ones itself."""
    path = Path(__file__).parent / "breached_passwords.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


async def run_in_pool(function: Callable[..., Result], *arguments: object) -> Result:
    """Run a function that makes hashes. Raise `ServiceUnavailable` if too many wait already."""
    global hashes  # noqa: PLW0603, of this process, like the pool
    if hashes >= MAX_HASHES:
        raise ServiceUnavailable(
            "Too many people are logging in. Try again in a few seconds.", retry_after=2
        )
    hashes += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, function, *arguments)
    finally:
        hashes -= 1


async def hash_password(password: str) -> str:
    return await run_in_pool(hasher.hash, normalize_password(password))


async def is_password(password: str, password_hash: str | None) -> bool:
    """Return whether the password matches the hash.

    Without a hash it takes just as long, so that the time doesn't tell who has an account.
    """
    return await run_in_pool(verify_password, password, password_hash)


def needs_new_hash(password_hash: str) -> bool:
    """Return whether the hash was made with weaker settings than today's."""
    return hasher.check_needs_rehash(password_hash)


def verify_password(password: str, password_hash: str | None) -> bool:
    # Hashes from before passwords were normalized match the text as it was typed.
    texts = dict.fromkeys([normalize_password(password), password])
    # All are tried, so that the time is the same whether or not there is a hash.
    matches = [matches_hash(text, password_hash) for text in texts]
    return any(matches)


def matches_hash(text: str, password_hash: str | None) -> bool:
    if password_hash is None:
        hasher.hash(text)
        return False
    try:
        return hasher.verify(password_hash, text)
    except VerifyMismatchError:
        return False


def normalize_password(password: str) -> str:
    """Return one form for all the ways in which keyboards and systems write the same text.

    RFC 8265 asks for spaces of one kind and the form NFC. NFKC also treats full-width letters,
    as Japanese keyboards write them, like the usual ones.
    """
    return unicodedata.normalize("NFKC", password)
