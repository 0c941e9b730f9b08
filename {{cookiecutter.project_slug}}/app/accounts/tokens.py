"""Tokens: secrets that work once, such as the link in a mail.

Only their hashes are stored, so nobody can use a token who has only read the database. A fast hash
is enough, because tokens are random and too long to guess.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

from app.db import Connection
from app.db.batches import delete_in_batches
from app.web.limits import limit_attempts

WRONG_TOKEN = "This link has already been used, or has expired. Ask for a new one."  # noqa: S105


class Purpose(NamedTuple):
    """The use of a token, and how long it is valid.

    A feature defines its own, such as `INVITE = Purpose("invite", timedelta(days=7))`, and passes
    it to `insert_token` and `use_token`. The name has at most 20 characters.
    """

    name: str
    lifetime: timedelta


CONFIRM = Purpose("confirm", timedelta(days=1))
RESET = Purpose("reset", timedelta(hours=1))


class Token(NamedTuple):
    """The data stored with a token: a user, or the address and password of a future user."""

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
    """Return the new token. Only its hash is stored."""
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
    """Return the data stored with the token, without using it up, or None if it is not valid."""
    row = await connection.fetch_first(
        """SELECT user_id, email, password_hash FROM tokens
            WHERE hash = :hash AND purpose = :purpose
              AND expires_at > :now AND expires_at < :latest""",
        {"hash": hash_token(token), "purpose": purpose.name, **compute_bounds(purpose)},
    )
    return Token(**row) if row else None


async def use_token(connection: Connection, purpose: Purpose, token: str) -> Token | None:
    """Use the token up, and return its data. Of concurrent callers exactly one gets it."""
    row = await connection.fetch_first(
        """DELETE FROM tokens
            WHERE hash = :hash AND purpose = :purpose
              AND expires_at > :now AND expires_at < :latest
        RETURNING user_id, email, password_hash""",
        {"hash": hash_token(token), "purpose": purpose.name, **compute_bounds(purpose)},
    )
    return Token(**row) if row else None


def compute_bounds(purpose: Purpose) -> dict[str, datetime]:
    """Return the moments between which a token must expire to be valid now.

    If the clock was set back by up to a day, links that are on their way still work. A token of a
    clock that was years ahead does not.
    """
    now = datetime.now(UTC)
    return {"now": now, "latest": now + purpose.lifetime + timedelta(days=1)}


async def delete_tokens_of(connection: Connection, user_id: str) -> None:
    await connection.execute("DELETE FROM tokens WHERE user_id = :user_id", {"user_id": user_id})


async def delete_expired_tokens() -> None:
    await delete_in_batches(
        """DELETE FROM tokens
            WHERE hash IN (SELECT hash FROM tokens WHERE expires_at <= :now
                            ORDER BY expires_at LIMIT :batch)
        RETURNING hash""",
        {"now": datetime.now(UTC)},
    )


def hash_token(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


async def count_mail_request(purpose: str, email: str) -> None:
    """Raise `RateLimitExceeded` after too many mails, so that nobody floods a mailbox."""
    await limit_attempts(f"mail:{purpose}:{email}", 5, timedelta(hours=1))
