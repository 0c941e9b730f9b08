"""The SQL of sessions."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from quart import current_app

from app.accounts.models import Session, User
from app.accounts.queries import COLUMNS
from app.db import Connection, connect
from app.db.batches import BATCH_SIZE, delete_in_batches

# A session ends when it was not used for `IDLE`, and after `LIFETIME` in any case.
IDLE, LIFETIME = timedelta(days=14), timedelta(days=90)

# How many a person has at the same time. A program that logs in for each request makes more, and
# a page shows them all.
MOST = 100

# Name the table, because `sessions` has columns of the same names.
USER_COLUMNS = ", ".join(f"users.{name}" for name in COLUMNS.split(", "))

# There are no list parameters, so one query asks for at most so many people. It is always the same
# text, which the database prepares once.
PARAMETERS = [f"user_{number}" for number in range(50)]
OPEN_SESSIONS = f"""SELECT sessions.user_id, sessions.id
                      FROM sessions JOIN users ON users.id = sessions.user_id
                     WHERE users.id IN ({", ".join(f":{name}" for name in PARAMETERS)})
                       AND NOT users.disabled
                       AND sessions.last_seen_at > :seen_after
                       AND sessions.created_at > :begun_after"""


class NewSession(NamedTuple):
    """A row of the table, as it is written at login."""

    id: str
    user_id: str
    device: str
    address: str
    now: datetime


class FoundSession(NamedTuple):
    """The user of a session, when they last used it, and when they last gave their password."""

    user: User
    last_seen_at: datetime
    confirmed_at: datetime


class SessionCheck(NamedTuple):
    """The people whose streams ask at the same time, and the sessions that they all wait for."""

    people: set[str]
    sessions: asyncio.Task[set[tuple[str, str]]]


async def insert_session(
    connection: Connection, session: NewSession, password_hash: str | None
) -> bool:
    """Return whether the session was written.

    Refuse it if the user is disabled, or if the password was changed since the login matched
    `password_hash`. Call it in a transaction. The update changes nothing: it waits for another
    transaction that is disabling the user or changing the password, and then sees the result.
    """
    allowed = await connection.fetch_val(
        """UPDATE users SET password_hash = password_hash
            WHERE id = :user_id AND NOT disabled
              AND (CAST(:password_hash AS TEXT) IS NULL OR password_hash = :password_hash)
        RETURNING id""",
        {"user_id": session.user_id, "password_hash": password_hash},
    )
    if allowed is None:
        return False
    await connection.execute(
        """INSERT INTO sessions
                  (id, user_id, device, address, created_at, last_seen_at, confirmed_at)
           VALUES (:id, :user_id, :device, :address, :now, :now, :now)""",
        session._asdict(),
    )
    await delete_surplus_sessions(connection, session)
    return True


async def hold_session(connection: Connection, user_id: str, session_id: str) -> bool:
    """Return whether the session still exists. Call it in a transaction.

    The update changes nothing: it waits for another transaction that is changing the password or
    disabling the user, which ends sessions, or lets that one wait.
    """
    await connection.execute(
        "UPDATE users SET disabled = disabled WHERE id = :user_id", {"user_id": user_id}
    )
    found = await connection.fetch_val(
        "SELECT id FROM sessions WHERE id = :id AND user_id = :user_id",
        {"id": session_id, "user_id": user_id},
    )
    return found is not None


async def delete_surplus_sessions(connection: Connection, new: NewSession) -> None:
    """Delete the sessions that were not used for longest, if the user has too many."""
    await connection.execute(
        """DELETE FROM sessions
            WHERE id IN (SELECT id FROM sessions WHERE user_id = :user_id AND id <> :id
                          ORDER BY last_seen_at DESC, id LIMIT :batch OFFSET :most)""",
        {"user_id": new.user_id, "id": new.id, "batch": BATCH_SIZE, "most": MOST - 1},
    )


async def select_session_user(
    connection: Connection, user_id: str, session_id: str
) -> FoundSession | None:
    """Return the user of a session that has not ended, with its moments."""
    row = await connection.fetch_first(
        f"""SELECT {USER_COLUMNS}, sessions.last_seen_at, sessions.confirmed_at
              FROM sessions JOIN users ON users.id = sessions.user_id
             WHERE sessions.id = :id AND users.id = :user_id AND NOT users.disabled
               AND sessions.last_seen_at > :seen_after AND sessions.created_at > :begun_after""",
        {"id": session_id, "user_id": user_id, **compute_bounds()},
    )
    if row is None:
        return None
    fields = dict(row)
    last_seen_at, confirmed_at = fields.pop("last_seen_at"), fields.pop("confirmed_at")
    return FoundSession(User(**fields), last_seen_at, confirmed_at)


async def has_session(user_id: str, session_id: str) -> bool:
    """Return whether the session has not ended, and its user may log in.

    Many open streams ask at the same time. The first begins a check, and the others join it, also
    those of other people. If each asked by itself, a thousand people with an open page would open
    a thousand connections to SQLite.
    """
    check: SessionCheck | None = current_app.extensions.get("SESSION_CHECK")
    if check is None:
        people: set[str] = set()
        check = SessionCheck(people, asyncio.create_task(select_open_sessions(people)))
        current_app.extensions["SESSION_CHECK"] = check
    check.people.add(user_id)
    # A stream that ends meanwhile must not end the check of the others.
    return (user_id, session_id) in await asyncio.shield(check.sessions)


async def select_open_sessions(people: set[str]) -> set[tuple[str, str]]:
    """Return the sessions that have not ended, each with its user, of those who may log in."""
    del current_app.extensions["SESSION_CHECK"]  # Nobody can join it from now on.
    found: set[tuple[str, str]] = set()
    async with connect() as connection:
        while people:
            some = [people.pop() for _ in PARAMETERS if people]
            # The rest of the parameters is None, which is nobody.
            values = dict(zip_longest(PARAMETERS, some))
            rows = await connection.fetch_all(OPEN_SESSIONS, {**values, **compute_bounds()})
            found |= {(row["user_id"], row["id"]) for row in rows}
    return found


async def select_sessions(connection: Connection, user_id: str, current_id: str) -> list[Session]:
    rows = await connection.fetch_all(
        """SELECT id, device, address, created_at, last_seen_at FROM sessions
            WHERE user_id = :user_id
              AND last_seen_at > :seen_after AND created_at > :begun_after
            ORDER BY last_seen_at DESC, id""",
        {"user_id": user_id, **compute_bounds()},
    )
    return [Session(**row, current=row["id"] == current_id) for row in map(dict, rows)]


async def update_last_seen(connection: Connection, session_id: str, now: datetime) -> None:
    await connection.execute(
        "UPDATE sessions SET last_seen_at = :now WHERE id = :id", {"id": session_id, "now": now}
    )


async def update_confirmed(connection: Connection, session_id: str, now: datetime) -> None:
    await connection.execute(
        "UPDATE sessions SET confirmed_at = :now WHERE id = :id", {"id": session_id, "now": now}
    )


async def delete_session(connection: Connection, user_id: str, session_id: str) -> bool:
    """Delete a session, and return whether the user had it."""
    deleted = await connection.fetch_val(
        "DELETE FROM sessions WHERE id = :id AND user_id = :user_id RETURNING id",
        {"id": session_id, "user_id": user_id},
    )
    return deleted is not None


async def delete_sessions(connection: Connection, user_id: str, except_id: str = "") -> None:
    await connection.execute(
        "DELETE FROM sessions WHERE user_id = :user_id AND id <> :except_id",
        {"user_id": user_id, "except_id": except_id},
    )


async def delete_expired_sessions() -> None:
    """Delete ended sessions. If the clock was set back, those from the future begin now."""
    now = datetime.now(UTC)
    for column, lifetime in (("created_at", LIFETIME), ("last_seen_at", IDLE)):
        async with connect() as connection:
            await connection.execute(
                f"UPDATE sessions SET {column} = :now WHERE {column} > :now", {"now": now}
            )
        await delete_in_batches(
            f"""DELETE FROM sessions
                 WHERE id IN (SELECT id FROM sessions WHERE {column} <= :before
                               ORDER BY {column} LIMIT :batch)
             RETURNING id""",
            {"before": now - lifetime},
        )


def compute_bounds() -> dict[str, datetime]:
    """Return the moments after which a session must have been last seen, and begun, to go on."""
    now = datetime.now(UTC)
    return {"seen_after": now - IDLE, "begun_after": now - LIFETIME}
