"""Tokens: secrets that are handed out once and used once, such as the link in a mail.

Only hashes are stored, so reading the database is not enough to use one. Tokens are random, so a
fast hash is enough.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

from app.db import Connection

WRONG_TOKEN = "This link has been used, or has expired. Ask for a new one."  # noqa: S105


class Purpose(NamedTuple):
    """What a token is good for, and for how long. A feature defines its own."""

    name: str
    lifetime: timedelta


CONFIRM = Purpose("confirm", timedelta(days=1))
RESET = Purpose("reset", timedelta(hours=1))


class Token(NamedTuple):
    """What was stored with a token: a user, or the address and password of a future one."""

    user_id: str | None
    email: str | None
    password_hash: str | None


async def insert_token(
    connection: Connection,
    purpose: Purpose,
    *,
    user_id: str | None = None,
    email: str | None = None,
    password_hash: str | None = None,
) -> str:
    """Return the token itself. Only its hash is stored."""
    token = token_urlsafe(32)
    await connection.execute(
        """INSERT INTO tokens (hash, purpose, user_id, email, password_hash, expires_at)
                VALUES (:hash, :purpose, :user_id, :email, :password_hash, :expires_at)""",
        {
            "hash": hash_token(token),
            "purpose": purpose.name,
            "user_id": user_id,
            "email": email,
            "password_hash": password_hash,
            "expires_at": datetime.now(UTC) + purpose.lifetime,
        },
    )
    return token


async def select_token(connection: Connection, purpose: Purpose, token: str) -> Token | None:
    """Return what the token stands for, without using it up."""
    row = await connection.fetch_first(
        """SELECT user_id, email, password_hash FROM tokens
            WHERE hash = :hash AND purpose = :purpose AND expires_at > :now""",
        {"hash": hash_token(token), "purpose": purpose.name, "now": datetime.now(UTC)},
    )
    return Token(**row) if row else None


async def use_token(connection: Connection, purpose: Purpose, token: str) -> Token | None:
    """Use the token up. Of concurrent callers exactly one gets it."""
    row = await connection.fetch_first(
        """DELETE FROM tokens
            WHERE hash = :hash AND purpose = :purpose AND expires_at > :now
        RETURNING user_id, email, password_hash""",
        {"hash": hash_token(token), "purpose": purpose.name, "now": datetime.now(UTC)},
    )
    return Token(**row) if row else None


async def delete_tokens_of(connection: Connection, user_id: str) -> None:
    await connection.execute("DELETE FROM tokens WHERE user_id = :user_id", {"user_id": user_id})


async def delete_expired_tokens(connection: Connection) -> None:
    await connection.execute(
        "DELETE FROM tokens WHERE expires_at <= :now", {"now": datetime.now(UTC)}
    )


def hash_token(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
