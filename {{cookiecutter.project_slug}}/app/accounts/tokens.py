"""What is handed out once and comes back once: links in mails, challenges of passkeys.

Only hashes are stored, so that nobody who reads the database can use them. They are random, so a
fast hash is enough.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Literal, NamedTuple

from app.db import Connection

Purpose = Literal["confirm", "reset", "second-factor", "passkey-add", "passkey-log-in"]

LIFETIMES: dict[Purpose, timedelta] = {
    "confirm": timedelta(days=1),
    "reset": timedelta(hours=1),
    "second-factor": timedelta(minutes=5),
    "passkey-add": timedelta(minutes=5),
    "passkey-log-in": timedelta(minutes=5),
}


WRONG_TOKEN = "This link has been used, or has expired. Ask for a new one."  # noqa: S105


class Token(NamedTuple):
    """What was kept with a token: a user, or who is to become one."""

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
    """Returns the token itself, which is nowhere else."""
    token = token_urlsafe(32)
    await connection.execute(
        """INSERT INTO tokens (hash, purpose, user_id, email, password_hash, expires_at)
                VALUES (:hash, :purpose, :user_id, :email, :password_hash, :expires_at)""",
        {
            "hash": hash_token(token),
            "purpose": purpose,
            "user_id": user_id,
            "email": email,
            "password_hash": password_hash,
            "expires_at": datetime.now(UTC) + LIFETIMES[purpose],
        },
    )
    return token


async def select_token(connection: Connection, purpose: Purpose, token: str) -> Token | None:
    """Look without using it up, where there may be a second try."""
    row = await connection.fetch_first(
        """SELECT user_id, email, password_hash FROM tokens
            WHERE hash = :hash AND purpose = :purpose AND expires_at > :now""",
        {"hash": hash_token(token), "purpose": purpose, "now": datetime.now(UTC)},
    )
    return Token(**row) if row else None


async def use_token(connection: Connection, purpose: Purpose, token: str) -> Token | None:
    """Whatever is asked at the same time, one caller gets it, and only for its purpose."""
    row = await connection.fetch_first(
        """DELETE FROM tokens
            WHERE hash = :hash AND purpose = :purpose AND expires_at > :now
        RETURNING user_id, email, password_hash""",
        {"hash": hash_token(token), "purpose": purpose, "now": datetime.now(UTC)},
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
