"""The SQL of API tokens. Only their hashes are stored."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from app.api_tokens.models import ApiToken, NewToken
from app.db import Connection
from app.db.batches import delete_in_batches

COLUMNS = "id, name, scopes, created_at, expires_at, last_used_at"


class FoundToken(NamedTuple):
    """A token that a request was sent with."""

    id: str
    user_id: str
    scopes: str
    last_used_at: datetime | None


def read_row(row: Mapping[str, Any]) -> ApiToken:
    return ApiToken(**{**row, "scopes": row["scopes"].split()})


async def select_tokens(connection: Connection, user_id: str) -> list[ApiToken]:
    """Return the tokens that have not expired."""
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS} FROM api_tokens
             WHERE user_id = :user_id AND expires_at > :now
             ORDER BY created_at, id""",
        {"user_id": user_id, "now": datetime.now(UTC)},
    )
    return [read_row(row) for row in rows]


async def insert_token(
    connection: Connection, user_id: str, token_hash: str, new: NewToken
) -> ApiToken:
    now = datetime.now(UTC)
    row = await connection.fetch_first(
        f"""INSERT INTO api_tokens
                   (id, user_id, hash, name, scopes, created_at, expires_at)
            VALUES (:id, :user_id, :hash, :name, :scopes, :now, :expires_at)
         RETURNING {COLUMNS}""",
        {
            "id": str(uuid4()),
            "user_id": user_id,
            "hash": token_hash,
            "name": new.name,
            "scopes": " ".join(sorted(set(new.scopes))),
            "now": now,
            "expires_at": now + timedelta(days=new.expires_in_days),
        },
    )
    return read_row(row or {})


async def find_token(connection: Connection, token_hash: str) -> FoundToken | None:
    """Return the token with this hash, or None if there is none or it has expired."""
    row = await connection.fetch_first(
        """SELECT id, user_id, scopes, last_used_at FROM api_tokens
            WHERE hash = :hash AND expires_at > :now""",
        {"hash": token_hash, "now": datetime.now(UTC)},
    )
    return FoundToken(**row) if row else None


async def update_last_used(connection: Connection, token_id: str, now: datetime) -> None:
    await connection.execute(
        "UPDATE api_tokens SET last_used_at = :now WHERE id = :id", {"id": token_id, "now": now}
    )


async def describe_tokens(connection: Connection, user_id: str) -> str:
    """Return the names of the tokens for the user to read, or an empty string without any."""
    names = ", ".join(token.name for token in await select_tokens(connection, user_id))
    return names and f"API tokens: {names}"


async def delete_token(connection: Connection, user_id: str, token_id: str) -> str | None:
    """Delete a token, and return its name, or None if the user does not have it."""
    name: str | None = await connection.fetch_val(
        "DELETE FROM api_tokens WHERE id = :id AND user_id = :user_id RETURNING name",
        {"id": token_id, "user_id": user_id},
    )
    return name


async def delete_tokens(connection: Connection, user_id: str) -> None:
    await connection.execute(
        "DELETE FROM api_tokens WHERE user_id = :user_id", {"user_id": user_id}
    )


async def delete_expired_tokens() -> None:
    await delete_in_batches(
        """DELETE FROM api_tokens
            WHERE id IN (SELECT id FROM api_tokens WHERE expires_at <= :now
                          ORDER BY expires_at LIMIT :batch)
        RETURNING id""",
        {"now": datetime.now(UTC)},
    )
