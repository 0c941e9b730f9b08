"""Asks for the password once more, before what a stolen session must not do."""

from pydantic import BaseModel
from werkzeug.exceptions import Forbidden

from app.accounts.attempts import count_own_attempt
from app.accounts.models import Password
from app.accounts.passwords import is_password
from app.accounts.queries import select_password_hash
from app.accounts.sessions import current_user
from app.db import connect


class OwnPassword(BaseModel, extra="forbid"):
    """The password once more, as a session alone may be somebody else's."""

    password: Password


async def match_own_password(password: str) -> str | None:
    """Returns the hash that it matches, or nothing. Raises `RateLimitExceeded`."""
    await count_own_attempt(current_user.user.id)
    async with connect() as connection:
        password_hash = await select_password_hash(connection, current_user.user.id)
    return password_hash if await is_password(password, password_hash) else None


async def require_own_password(password: str) -> None:
    """Raises `Forbidden` for a wrong one, and `RateLimitExceeded` for too many."""
    if await match_own_password(password) is None:
        raise Forbidden("The password is wrong.")
