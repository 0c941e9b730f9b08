"""The SQL of uploaded files."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from app.db import Connection

COLUMNS = "id, user_id, purpose, content_type, size, sha256, created_at"


class Upload(Struct):
    """A file that its owner has uploaded. Its content is the object with the same `id`."""

    id: str
    user_id: str
    purpose: str
    content_type: str
    size: int
    sha256: str
    created_at: datetime


async def insert_upload(connection: Connection, upload: Upload) -> None:
    await connection.execute(
        f"""INSERT INTO uploads ({COLUMNS})
                VALUES (:id, :user_id, :purpose, :content_type, :size, :sha256, :created_at)""",
        asdict(upload),
    )


async def select_upload(connection: Connection, user_id: str, purpose: str) -> Upload | None:
    """Return the newest file of a user for a purpose."""
    row = await connection.fetch_first(
        f"""SELECT {COLUMNS} FROM uploads
            WHERE user_id = :user_id AND purpose = :purpose
            ORDER BY created_at DESC, id DESC
            LIMIT 1""",
        {"user_id": user_id, "purpose": purpose},
    )
    return Upload(**row) if row else None


async def select_uploads(connection: Connection, user_id: str) -> list[Upload]:
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS} FROM uploads
            WHERE user_id = :user_id
            ORDER BY created_at, id""",
        {"user_id": user_id},
    )
    return [Upload(**row) for row in rows]


async def select_known_ids(connection: Connection, ids: list[str]) -> set[str]:
    """Return those of the ids that belong to an upload."""
    values = {f"id_{number}": each for number, each in enumerate(ids)}
    rows = await connection.fetch_all(
        f"SELECT id FROM uploads WHERE id IN ({', '.join(f':{name}' for name in values)})", values
    )
    return {row["id"] for row in rows}


async def has_uploads(connection: Connection) -> bool:
    return await connection.fetch_val("SELECT id FROM uploads LIMIT 1") is not None


async def delete_uploads(
    connection: Connection, user_id: str, purpose: str | None = None
) -> list[str]:
    """Delete the files of a user, or those for one purpose, and return their ids."""
    rows = await connection.fetch_all(
        """DELETE FROM uploads
            WHERE user_id = :user_id AND (CAST(:purpose AS TEXT) IS NULL OR purpose = :purpose)
        RETURNING id""",
        {"user_id": user_id, "purpose": purpose},
    )
    return [row["id"] for row in rows]
