"""A login that is quick to refuse an unknown address tells strangers who has an account."""

import asyncio
import sys
import time

from app.accounts.passwords import hash_password, is_password

hashes: dict[str, str] = {}


async def log_in(email: str, password: str) -> bool:
    if email not in hashes:
        return False
    return await is_password(password, hashes[email])


async def measure(email: str) -> float:
    """Return the milliseconds that the processor works on five guesses."""
    begin = time.process_time()
    for _ in range(5):
        assert not await log_in(email, "a guess")
    return (time.process_time() - begin) * 1000


async def main() -> None:
    hashes["ann@example.com"] = await hash_password("an engine that weaves")
    known, unknown = await measure("ann@example.com"), await measure("nobody@example.com")
    print(f"Five guesses for Ann: {known:.0f} ms. For nobody: {unknown:.0f} ms.")
    if known > 3 * unknown:
        sys.exit("Lost: by the time alone, a stranger knows that Ann has an account.")


asyncio.run(main())
