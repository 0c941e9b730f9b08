"""The scheme `Bearer`: log in by a token in the header `Authorization`."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from quart_schema import HttpSecurityScheme

from app.accounts.callers import Grant
from app.accounts.queries import select_user
from app.accounts.tokens import hash_token
from app.api_tokens.queries import FoundToken, find_token, update_last_used
from app.db import connect
from app.db.faults import DatabaseReadOnly
from app.web.schemes import Scheme

# Programs that search code for lost secrets recognize this.
PREFIX = "api_token_"
FORM = re.compile(PREFIX + "[0-9a-f]{64}")

# A token's last use is written, but not more often than this.
USED_AFTER = timedelta(minutes=1)


async def authenticate(secret: str) -> Grant | None:
    """Return the owner and the scopes of a token, or None if it is not valid."""
    if not FORM.fullmatch(secret):
        return None
    async with connect() as connection:
        token = await find_token(connection, hash_token(secret))
        user = await select_user(connection, token.user_id) if token else None
    if token is None or user is None:
        return None
    await note_use(token)
    return Grant(user, frozenset(token.scopes.split()))


async def note_use(token: FoundToken) -> None:
    now = datetime.now(UTC)
    if token.last_used_at is None or abs(now - token.last_used_at) > USED_AFTER:
        with suppress(DatabaseReadOnly):  # so that programs can still read
            async with connect() as connection:
                await update_last_used(connection, token.id, now)


BEARER = Scheme("Bearer", authenticate, HttpSecurityScheme(scheme="bearer"))
