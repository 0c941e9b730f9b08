"""Password hashes by argon2, made in threads: each takes long enough to hold up every request."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

hasher = PasswordHasher()
# Each hash takes 64 MiB while it runs, so few run at once and the others wait.
pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="passwords")


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(pool, hasher.hash, password)


async def is_password(password: str, password_hash: str | None) -> bool:
    """Takes as long without a hash, so that the time does not tell who has an account."""
    return await asyncio.get_running_loop().run_in_executor(pool, verify, password, password_hash)


def verify(password: str, password_hash: str | None) -> bool:
    if password_hash is None:
        hasher.hash(password)
        return False
    try:
        return hasher.verify(password_hash, password)
    except VerifyMismatchError:
        return False
