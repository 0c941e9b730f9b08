"""The SQL of users and sessions."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from app.accounts.models import User
from app.db import Connection


async def insert_user(
    connection: Connection, email: str, password_hash: str, now: datetime
) -> User | None:
    """Returns nothing where the address has an account."""
    row = await connection.fetch_first(
        """INSERT INTO users (id, email, password_hash, created_at)
                VALUES (:id, :email, :password_hash, :now)
           ON CONFLICT (email) DO NOTHING
             RETURNING id, email, created_at""",
        {"id": str(uuid4()), "email": email, "password_hash": password_hash, "now": now},
    )
    return User(**row) if row else None


async def select_password_hash(connection: Connection, email: str) -> tuple[User, str] | None:
    row: Any = await connection.fetch_first(
        "SELECT id, email, created_at, password_hash FROM users WHERE email = :email",
        {"email": email},
    )
    if row is None:
        return None
    user = User(id=row["id"], email=row["email"], created_at=row["created_at"])
    return user, row["password_hash"]


async def delete_user(connection: Connection, user_id: str) -> None:
    """With everything that belongs to the user, by the foreign keys."""
    await connection.execute("DELETE FROM users WHERE id = :id", {"id": user_id})


async def insert_session(
    connection: Connection, session_id: str, user_id: str, now: datetime, expires_at: datetime
) -> None:
    await connection.execute(
        """INSERT INTO sessions (id, user_id, created_at, expires_at)
                VALUES (:id, :user_id, :now, :expires_at)""",
        {"id": session_id, "user_id": user_id, "now": now, "expires_at": expires_at},
    )


async def select_session_user(
    connection: Connection, session_id: str, now: datetime
) -> User | None:
    row = await connection.fetch_first(
        """SELECT users.id, users.email, users.created_at
             FROM sessions JOIN users ON users.id = sessions.user_id
            WHERE sessions.id = :id AND sessions.expires_at > :now""",
        {"id": session_id, "now": now},
    )
    return User(**row) if row else None


async def delete_session(connection: Connection, session_id: str) -> None:
    await connection.execute("DELETE FROM sessions WHERE id = :id", {"id": session_id})


async def delete_expired_sessions(connection: Connection, now: datetime) -> None:
    await connection.execute("DELETE FROM sessions WHERE expires_at <= :now", {"now": now})
