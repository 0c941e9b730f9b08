"""Activity: what happened to an account, so that its owner notices what someone else did.

The log of the process is for operators, and has the attempts of strangers too. These rows are for
the owner and for admins. Each is written in the transaction of its cause. A row lives for `LIFE`,
and of each kind of event a person has the newest `MOST`, so that nobody can fill the table or push
one event out with others.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from msgspec.structs import replace
from quart import Quart, has_request_context, request

from app.accounts.devices import MAX_USER_AGENT, describe_devices
from app.accounts.models import Activity, SecurityEvent, User
from app.db import Connection, connect
from app.db.batches import delete_in_batches
from app.mail.outbox import queue_mail
from app.times import find_zone
from app.web.fields import END_OF_TIME, Position, encode_cursor

LIFE, MOST = timedelta(days=90), 100


class AccountEvent(StrEnum):
    """The events of accounts, in the words that people read. A feature has an enum of its own."""

    ACCOUNT_CREATED = "account created"
    LOGGED_IN = "logged in"
    LOGGED_IN_ON_NEW_DEVICE = "logged in on a new device"
    LOGIN_FAILED = "login failed"
    CONFIRMATION_FAILED = "password confirmation failed"
    PASSWORD_CHANGED = "password changed"  # noqa: S105
    RESET_REQUESTED = "password reset requested"
    PASSWORD_RESET = "password reset"  # noqa: S105
    EMAIL_CHANGED = "email address changed"
    DATA_EXPORTED = "data exported"
    FACTOR_REMOVED = "removed by an admin"


def init_app(app: Quart) -> None:
    app.extensions["QUART_TASKS"].add_periodic_task(
        delete_old_events, timedelta(hours=1), name="delete-old-events"
    )


async def record_event(
    connection: Connection,
    user: User | None,
    event: StrEnum,
    detail: str = "",
    *,
    actor: User | None = None,
) -> None:
    """Store an event, and where the request came from. Call it in the transaction of its cause.

    `detail` is a few words for the owner to read. Pass no secrets. `actor` is an admin who did it,
    and where they are is not stored. For an address without an account, call it without a user: it
    does the same work, so that the time is the same, and stores nothing about anybody.
    """
    user_agent, address = find_origin() if user and actor is None else ("", "")
    values = {"user_id": user.id if user else None, "event": event.value}
    # The account may have been deleted since it was looked up.
    await connection.execute(
        """INSERT INTO security_events
                  (id, user_id, event, detail, user_agent, address, actor_id, created_at)
           VALUES (:id, (SELECT id FROM users WHERE id = :user_id), :event, :detail, :user_agent,
                   :address, :actor_id, :now)""",
        {
            **values,
            "id": str(uuid4()),
            "detail": detail,
            "user_agent": user_agent,
            "address": address,
            "actor_id": actor.id if actor else None,
            "now": datetime.now(UTC),
        },
    )
    await connection.execute(
        """DELETE FROM security_events
            WHERE user_id = :user_id AND event = :event
              AND created_at < (SELECT created_at FROM security_events
                                 WHERE user_id = :user_id AND event = :event
                                 ORDER BY created_at DESC LIMIT 1 OFFSET :last)""",
        {**values, "last": MOST - 1},
    )


def find_origin() -> tuple[str, str]:
    """Return the user agent and the address of the request. A command has neither."""
    if not has_request_context():
        return "", ""
    # PostgreSQL cannot store a NUL character.
    user_agent = request.headers.get("User-Agent", "").replace("\0", "")[:MAX_USER_AGENT]
    return user_agent, request.remote_addr or ""


async def record_login(
    connection: Connection, user: User, device: str, detail: str, *, is_known: bool
) -> None:
    """Record a login, and tell the owner by mail if nobody has logged in from there before.

    A device is known if it has the cookie of one, or if the same program has logged in from the
    same address, such as a script or a private window. The first login ever is told to nobody.
    """
    is_new = not is_known and await is_from_new_place(connection, user)
    event = AccountEvent.LOGGED_IN_ON_NEW_DEVICE if is_new else AccountEvent.LOGGED_IN
    await record_event(connection, user, event, detail)
    if is_new:
        zone = find_zone(user.time_zone)
        await queue_mail(
            *(connection, user.email, "Login on a new device", "accounts/new_device"),
            device=device,
            address=find_origin()[1],
            time=f"{datetime.now(zone):%Y-%m-%d %H:%M} ({zone})",
        )


async def is_from_new_place(connection: Connection, user: User) -> bool:
    user_agent, address = find_origin()
    row: Any = await connection.fetch_first(
        """SELECT count(*) AS logins,
                  count(CASE WHEN user_agent = :user_agent AND address = :address THEN 1 END)
                  AS same
             FROM security_events
            WHERE user_id = :user_id AND (event = :known OR event = :new)""",
        {
            "user_id": user.id,
            "user_agent": user_agent,
            "address": address,
            "known": AccountEvent.LOGGED_IN.value,
            "new": AccountEvent.LOGGED_IN_ON_NEW_DEVICE.value,
        },
    )
    # An account that was not used for long has no events either.
    is_first_ever = row["logins"] == 0 and user.created_at > datetime.now(UTC) - LIFE
    return not (row["same"] or is_first_ever)


async def list_activity(
    user_id: str, cursor: Position | None, limit: int, *, shows_actors: bool = False
) -> Activity:
    """Return one page of a person's events, newest first. Show only admins who the admin was."""
    async with connect() as connection:
        # One more than asked for shows whether there is a next page.
        found = await select_events(connection, user_id, cursor or END_OF_TIME, limit + 1)
    names = await asyncio.to_thread(describe_devices, {event.user_agent for event in found})
    events = [
        replace(
            event,
            actor=event.actor if shows_actors else None,
            device=names[event.user_agent],
        )
        for event in found[:limit]
    ]
    last = events[-1] if len(found) > limit else None
    return Activity(events, encode_cursor(last.created_at, last.id) if last else None)


async def select_events(
    connection: Connection, user_id: str, before: Position, limit: int
) -> list[SecurityEvent]:
    rows = await connection.fetch_all(
        """SELECT events.id, event, detail, user_agent, address, actors.email AS actor,
                  events.created_at
             FROM security_events AS events
        LEFT JOIN users AS actors ON actors.id = actor_id
            WHERE user_id = :user_id AND (events.created_at, events.id) < (:created_at, :id)
            ORDER BY events.created_at DESC, events.id DESC
            LIMIT :limit""",
        {"user_id": user_id, "created_at": before[0], "id": before[1], "limit": limit},
    )
    return [SecurityEvent(**row) for row in rows]


async def delete_old_events() -> None:
    """Delete what is too old, and what belongs to nobody."""
    await delete_in_batches(
        """DELETE FROM security_events
            WHERE id IN (SELECT id FROM security_events WHERE created_at < :before
                          ORDER BY created_at LIMIT :batch)
        RETURNING id""",
        {"before": datetime.now(UTC) - LIFE},
    )
    await delete_in_batches(
        """DELETE FROM security_events
            WHERE id IN (SELECT id FROM security_events WHERE user_id IS NULL
                          ORDER BY created_at LIMIT :batch)
        RETURNING id""",
        {},
    )
