"""The SQL of admins: list people, and change their accounts."""

from app.accounts.models import User
from app.accounts.queries import COLUMNS
from app.db import Connection

# SQL on users, a table of accounts: only admins list other people and change their accounts.


async def select_users(
    connection: Connection, search: str, after_email: str, limit: int
) -> list[User]:
    """Return the users whose email address contains `search`, sorted by it."""
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS} FROM users
            WHERE email > :after_email
              AND (:search = '' OR replace(email, :search, '') <> email)
            ORDER BY email
            LIMIT :limit""",
        {"search": search, "after_email": after_email, "limit": limit},
    )
    return [User(**row) for row in rows]


async def select_user_for_update(connection: Connection, user_id: str) -> User | None:
    """Return a user, and lock their row until the transaction ends."""
    # SQLite has no SELECT … FOR UPDATE. An UPDATE locks the row on both databases.
    row = await connection.fetch_first(
        f"""UPDATE users SET role = role WHERE id = :id
        RETURNING {COLUMNS}""",
        {"id": user_id},
    )
    return User(**row) if row else None


async def update_user(connection: Connection, user: User) -> None:
    await connection.execute(
        "UPDATE users SET role = :role, disabled = :disabled WHERE id = :id",
        {"id": user.id, "role": user.role, "disabled": user.disabled},
    )
