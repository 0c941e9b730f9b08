"""The SQL of users."""

import sqlite3
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
from werkzeug.exceptions import Conflict

from app.accounts.models import Profile, Role, User
from app.db import Connection

COLUMNS = "id, email, name, role, time_zone, disabled, created_at"


async def insert_user(
    connection: Connection,
    email: str,
    password_hash: str | None,
    *,
    role: Role = "user",
    time_zone: str = "UTC",
) -> User | None:
    """Return None if the address already has an account."""
    row = await connection.fetch_first(
        f"""INSERT INTO users (id, email, password_hash, role, time_zone, disabled, created_at)
                VALUES (:id, :email, :password_hash, :role, :time_zone, FALSE, :now)
           ON CONFLICT (email) DO NOTHING
             RETURNING {COLUMNS}""",
        {
            "id": str(uuid4()),
            "email": email,
            "password_hash": password_hash,
            "role": role,
            "time_zone": time_zone,
            "now": datetime.now(UTC),
        },
    )
    return User(**row) if row else None


async def select_user(connection: Connection, user_id: str) -> User | None:
    """Return None if there is no such user, or if the user is disabled."""
    row = await connection.fetch_first(
        f"""SELECT {COLUMNS} FROM users
            WHERE id = :id AND NOT disabled""",
        {"id": user_id},
    )
    return User(**row) if row else None


async def select_user_by_email(
    connection: Connection, email: str
) -> tuple[User | None, str | None]:
    """Return the user and their password hash, if they have a password.

    A disabled user comes without a hash, so that no password matches.
    """
    row: Any = await connection.fetch_first(
        f"""SELECT {COLUMNS},
                  CASE WHEN disabled THEN NULL ELSE password_hash END AS password_hash
             FROM users
            WHERE email = :email""",
        {"email": email},
    )
    if row is None:
        return None, None
    fields = dict(row)
    password_hash = fields.pop("password_hash")
    return User(**fields), password_hash


async def select_password_hash(connection: Connection, user_id: str) -> str | None:
    password_hash: str | None = await connection.fetch_val(
        "SELECT password_hash FROM users WHERE id = :id", {"id": user_id}
    )
    return password_hash


async def update_password(
    connection: Connection, user_id: str, password_hash: str, before: str | None = None
) -> bool:
    """Return whether the hash was changed.

    With `before`, change it only if that is still the stored hash.
    """
    updated = await connection.fetch_val(
        """UPDATE users SET password_hash = :password_hash
            WHERE id = :id
              AND (CAST(:before AS TEXT) IS NULL OR password_hash = :before)
        RETURNING id""",
        {"id": user_id, "password_hash": password_hash, "before": before},
    )
    return updated is not None


async def update_email(connection: Connection, user_id: str, email: str) -> None:
    """Raise `Conflict` if another user has the address."""
    try:
        await connection.execute(
            "UPDATE users SET email = :email WHERE id = :id", {"id": user_id, "email": email}
        )
    except (asyncpg.UniqueViolationError, sqlite3.IntegrityError) as error:
        raise Conflict("This address already has an account.") from error


async def lock_admins(connection: Connection) -> list[str]:
    """Return the ids of all admins who can log in, and lock their rows. Call in a transaction."""
    # An UPDATE locks rows on both databases, as SQLite has no SELECT … FOR UPDATE.
    rows = await connection.fetch_all(
        """UPDATE users SET role = role WHERE role = 'admin' AND NOT disabled
        RETURNING id"""
    )
    return [row["id"] for row in rows]


async def update_profile(connection: Connection, user_id: str, profile: Profile) -> None:
    await connection.execute(
        """UPDATE users
              SET name = COALESCE(:name, name), time_zone = COALESCE(:time_zone, time_zone)
            WHERE id = :id""",
        {"id": user_id, **profile.model_dump()},
    )


async def delete_user(connection: Connection, user_id: str) -> None:
    """Delete the user. Foreign keys delete everything that belongs to them."""
    await connection.execute("DELETE FROM users WHERE id = :id", {"id": user_id})
