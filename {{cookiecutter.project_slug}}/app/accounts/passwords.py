"""Passwords: how strong they are, and their hashes by argon2.

Hashes are made in threads: each takes long enough to hold up every request.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from zxcvbn_rs_py import zxcvbn

hasher = PasswordHasher()
# Each hash takes 64 MiB while it runs, so few run at once and the others wait.
pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="passwords")

# Of 4. From here on guessing takes longer than anybody has, even with the hashes at hand.
LEAST_STRENGTH = 3


def require_strength(password: str, email: str = "") -> str:
    """Raises `ValueError` with advice where the password is among the first to be guessed."""
    # The beginning tells enough. The time, which nothing else gets meanwhile, grows steeply with
    # the length: of the worst texts, 72 characters take fifty times as long.
    estimate = zxcvbn(password[:20], [email, *email.split("@")])
    if int(estimate.score) < LEAST_STRENGTH:
        advice = estimate.feedback
        lines = [advice.warning, *advice.suggestions] if advice else []
        words = " ".join(str(line) for line in lines if line)
        raise ValueError(words or "Use a few words that only you put together.")
    return password


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(pool, hasher.hash, password)


async def is_password(password: str, password_hash: str | None) -> bool:
    """Takes as long without a hash, so that the time does not tell who has an account."""
    return await asyncio.get_running_loop().run_in_executor(pool, verify, password, password_hash)


def needs_new_hash(password_hash: str) -> bool:
    """Whether it was made with less work than is now thought right."""
    return hasher.check_needs_rehash(password_hash)


def verify(password: str, password_hash: str | None) -> bool:
    if password_hash is None:
        hasher.hash(password)
        return False
    try:
        return hasher.verify(password_hash, password)
    except VerifyMismatchError:
        return False
