"""The SQL of passkeys."""

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import uuid4

from app.db import Connection
from app.passkeys.models import Passkey

COLUMNS = "id, name, created_at, last_used_at"


class StoredCredential(NamedTuple):
    """The data to verify a login with. Bytes are in base64url."""

    credential_id: str
    user_id: str
    public_key: str
    sign_count: int


async def select_passkeys(connection: Connection, user_id: str) -> list[Passkey]:
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS} FROM passkeys
            WHERE user_id = :user_id
            ORDER BY created_at, id""",
        {"user_id": user_id},
    )
    return [Passkey(**row) for row in rows]


async def select_credential_ids(connection: Connection, user_id: str) -> list[str]:
    rows = await connection.fetch_all(
        "SELECT credential_id FROM passkeys WHERE user_id = :user_id ORDER BY created_at, id",
        {"user_id": user_id},
    )
    return [row["credential_id"] for row in rows]


async def insert_passkey(
    connection: Connection, credential: StoredCredential, name: str
) -> Passkey | None:
    """Return None if someone already has this credential."""
    row = await connection.fetch_first(
        f"""INSERT INTO passkeys
                  (id, credential_id, user_id, name, public_key, sign_count, created_at)
           VALUES (:id, :credential_id, :user_id, :name, :public_key, :sign_count, :now)
           ON CONFLICT (credential_id) DO NOTHING
        RETURNING {COLUMNS}""",
        {
            **credential._asdict(),
            "id": str(uuid4()),
            "name": name,
            "now": datetime.now(UTC),
        },
    )
    return Passkey(**row) if row else None


async def select_credential(connection: Connection, credential_id: str) -> StoredCredential | None:
    row = await connection.fetch_first(
        """SELECT credential_id, user_id, public_key, sign_count FROM passkeys
            WHERE credential_id = :credential_id""",
        {"credential_id": credential_id},
    )
    return StoredCredential(**row) if row else None


async def update_sign_count(connection: Connection, credential_id: str, sign_count: int) -> bool:
    """Return whether the count went up. Accept 0 again from a passkey that does not count."""
    updated = await connection.fetch_val(
        """UPDATE passkeys SET sign_count = :sign_count, last_used_at = :now
            WHERE credential_id = :credential_id
              AND (sign_count < :sign_count OR (sign_count = 0 AND :sign_count = 0))
        RETURNING id""",
        {"credential_id": credential_id, "sign_count": sign_count, "now": datetime.now(UTC)},
    )
    return updated is not None


async def describe_passkeys(connection: Connection, user_id: str) -> str:
    """Return the names of the passkeys for the user to read, or an empty string without any."""
    names = ", ".join(passkey.name for passkey in await select_passkeys(connection, user_id))
    return names and f"passkeys: {names}"


async def delete_passkey(connection: Connection, user_id: str, passkey_id: str) -> str | None:
    """Delete a passkey, and return its name, or None if the user does not have it."""
    name: str | None = await connection.fetch_val(
        "DELETE FROM passkeys WHERE id = :id AND user_id = :user_id RETURNING name",
        {"id": passkey_id, "user_id": user_id},
    )
    return name


async def delete_passkeys(connection: Connection, user_id: str) -> None:
    await connection.execute("DELETE FROM passkeys WHERE user_id = :user_id", {"user_id": user_id})
