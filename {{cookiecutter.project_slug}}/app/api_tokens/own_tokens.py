"""Your own tokens: create, list and revoke them."""

from enum import StrEnum
from secrets import token_hex

from quart_auth import Unauthorized
from werkzeug.exceptions import Conflict

from app.accounts.activity import record_event
from app.accounts.models import User
from app.accounts.session_queries import hold_session
from app.accounts.sessions import current_user
from app.accounts.tokens import hash_token
from app.api_tokens import queries
from app.api_tokens.bearer import PREFIX
from app.api_tokens.models import ApiToken, CreatedToken, NewToken
from app.db import connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail

MOST = 50
TOO_MANY = f"You have {MOST} tokens already. Revoke one first."


class TokenEvent(StrEnum):
    """The events that a person sees in their activity."""

    CREATED = "API token created"
    REVOKED = "API token revoked"


async def create_token(new: NewToken) -> CreatedToken:
    """Create a token, and tell its owner by mail.

    Raise `Conflict` if they have too many, and `Unauthorized` if a password reset ends the session
    at the same time. Someone with the old password must not get a token that outlives the reset.
    """
    user = current_user.user
    secret = f"{PREFIX}{token_hex(32)}"
    async with transaction() as connection:
        if not await hold_session(connection, user.id, current_user.session_id):
            raise Unauthorized
        if len(await queries.select_tokens(connection, user.id)) >= MOST:
            raise Conflict(TOO_MANY)
        token = await queries.insert_token(connection, user.id, hash_token(secret), new)
        detail = f"{token.name} ({', '.join(token.scopes)})"
        await record_event(connection, user, TokenEvent.CREATED, detail)
        await queue_mail(
            *(connection, user.email, "An API token was created", "api_tokens/created"), token=token
        )
    log_security_event("api token", "created", user.email, scopes=token.scopes)
    return CreatedToken(token, secret)


async def list_tokens() -> list[ApiToken]:
    async with connect() as connection:
        return await queries.select_tokens(connection, current_user.user.id)


async def revoke_token(user: User, token_id: str) -> bool:
    """Return whether the user had the token."""
    async with transaction() as connection:
        name = await queries.delete_token(connection, user.id, token_id)
        if name is not None:
            await record_event(connection, user, TokenEvent.REVOKED, name)
            log_security_event("api token", "revoked", user.email)
    return name is not None
