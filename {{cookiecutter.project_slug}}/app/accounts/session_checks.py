"""Checks of the sessions of open streams and WebSockets: one query for all of a person's.

They all get a heartbeat at the same time. The first asks the database, and the others wait for it.
"""

import asyncio
from functools import partial

from quart import current_app

from app.accounts.session_queries import select_session_ids
from app.db import connect


async def has_session(user_id: str, session_id: str) -> bool:
    """Return whether the session still exists, and its user may log in."""
    checks: dict[str, asyncio.Task[set[str]]]
    checks = current_app.extensions.setdefault("SESSION_CHECKS", {})
    check = checks.get(user_id)
    if check is None:
        check = checks[user_id] = asyncio.create_task(find_session_ids(user_id))
        check.add_done_callback(partial(forget_check, checks, user_id))
    # A stream that ends meanwhile must not end the check of the others.
    return session_id in await asyncio.shield(check)


async def find_session_ids(user_id: str) -> set[str]:
    async with connect() as connection:
        return await select_session_ids(connection, user_id)


def forget_check(
    checks: dict[str, asyncio.Task[set[str]]], user_id: str, _check: asyncio.Task[set[str]]
) -> None:
    del checks[user_id]
