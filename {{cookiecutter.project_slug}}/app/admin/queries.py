"""The SQL of admins: list people, and change their accounts."""

from werkzeug.exceptions import NotFound

from app.accounts.models import User
from app.accounts.queries import COLUMNS
from app.accounts.session_queries import USER_COLUMNS
from app.admin.models import Person, UserQuery
from app.db import Connection

# SQL on users, a table of accounts: only admins list other people and change their accounts.
# SQL on sessions, a table of accounts: only admins see when other people were last seen.

# Not as parameters, so that the few admins and the few who are disabled are read from an index.
ROLES = {None: "", "admin": "AND role = 'admin'", "user": "AND role = 'user'"}
STATES = {None: "", True: "AND disabled", False: "AND NOT disabled"}


async def select_people(connection: Connection, query: UserQuery) -> list[Person]:
    """Return one user more than the limit, if there is one, sorted by email address."""
    # The newest session is joined, as SQLite gives the maximum of times as a text.
    rows = await connection.fetch_all(
        f"""SELECT {USER_COLUMNS}, sessions.last_seen_at
              FROM users
         LEFT JOIN sessions ON sessions.user_id = users.id AND NOT EXISTS (
                       SELECT 1 FROM sessions AS newer
                        WHERE newer.user_id = users.id
                          AND (newer.last_seen_at, newer.id) > (sessions.last_seen_at, sessions.id))
             WHERE email > :cursor
               AND (:search = '' OR replace(email, :search, '') <> email)
               {ROLES[query.role]} {STATES[query.disabled]}
             ORDER BY email
             LIMIT :limit""",
        {"cursor": query.cursor, "search": query.search.lower(), "limit": query.limit + 1},
    )
    return [Person(**row) for row in rows]


async def select_person(connection: Connection, user_id: str) -> User:
    """Return a user, disabled or not. Raise `NotFound` if there is none."""
    row = await connection.fetch_first(
        f"SELECT {COLUMNS} FROM users WHERE id = :id", {"id": user_id}
    )
    if row is None:
        raise NotFound("This user does not exist.")
    return User(**row)


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
