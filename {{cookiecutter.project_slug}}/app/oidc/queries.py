"""The SQL of identities."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from app.db import Connection
from app.oidc.models import Identity, LinkedIdentity
from app.oidc.settings import name_issuer

COLUMNS = "id, issuer, subject, email, created_at, last_used_at"


async def select_identities(connection: Connection, user_id: str) -> list[LinkedIdentity]:
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS} FROM oidc_identities
            WHERE user_id = :user_id
            ORDER BY created_at, id""",
        {"user_id": user_id},
    )
    return [build_identity(row) for row in rows]


def build_identity(row: Mapping[str, Any]) -> LinkedIdentity:
    return LinkedIdentity(**row, provider=name_issuer(row["issuer"]))


async def use_identity(connection: Connection, identity: Identity) -> str | None:
    """Return the id of the user whose identity this is, or None if it is nobody's."""
    user_id: str | None = await connection.fetch_val(
        """UPDATE oidc_identities SET last_used_at = :now
            WHERE issuer = :issuer AND subject = :subject
        RETURNING user_id""",
        {"issuer": identity.issuer, "subject": identity.subject, "now": datetime.now(UTC)},
    )
    return user_id


async def insert_identity(
    connection: Connection, identity: Identity, user_id: str
) -> LinkedIdentity | None:
    """Return None if someone already has this identity."""
    row = await connection.fetch_first(
        f"""INSERT INTO oidc_identities (id, user_id, issuer, subject, email, created_at)
                VALUES (:id, :user_id, :issuer, :subject, :email, :now)
           ON CONFLICT (issuer, subject) DO NOTHING
             RETURNING {COLUMNS}""",
        {
            "id": str(uuid4()),
            "user_id": user_id,
            "issuer": identity.issuer,
            "subject": identity.subject,
            "email": identity.email,
            "now": datetime.now(UTC),
        },
    )
    return build_identity(row) if row else None


async def delete_identity(
    connection: Connection, user_id: str, identity_id: str
) -> LinkedIdentity | None:
    """Return the identity that was deleted, or None if the user does not have it."""
    row = await connection.fetch_first(
        f"""DELETE FROM oidc_identities WHERE id = :id AND user_id = :user_id
         RETURNING {COLUMNS}""",
        {"id": identity_id, "user_id": user_id},
    )
    return build_identity(row) if row else None


async def describe_identities(connection: Connection, user_id: str) -> str:
    """Return the providers for the user to read, or an empty string without any."""
    found = await select_identities(connection, user_id)
    names = ", ".join(describe_identity(each.issuer, each.email) for each in found)
    return names and f"logins with {names}"


def describe_identity(issuer: str, email: str) -> str:
    return f"{name_issuer(issuer)} as {email}" if email else name_issuer(issuer)


async def delete_identities(connection: Connection, user_id: str) -> None:
    await connection.execute(
        "DELETE FROM oidc_identities WHERE user_id = :user_id", {"user_id": user_id}
    )
