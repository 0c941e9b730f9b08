"""The job that writes an export, part by part, so that it is never in memory as a whole."""

from collections.abc import AsyncIterator
from typing import Any

from msgspec import Struct, json
from quart import current_app

from app.accounts.activity import MOST, list_activity
from app.accounts.export import Exporter, LongExporter, queries
from app.accounts.export.queries import Run
from app.accounts.models import SecurityEvent, Session, User
from app.accounts.queries import select_user
from app.accounts.session_queries import select_sessions
from app.db import connect, transaction
from app.jobs import GiveUp, TryAgain
from app.jobs.progress import current_job, report_progress
from app.mail.messages import Message, select_messages
from app.mail.outbox import queue_mail
from app.times import find_zone

# Of each part. A thousand of them are deleted at the same time.
PART_SIZE = 64 * 1024
# If it was deleted, the next attempt has nothing to do.
LOST = "The export was deleted, or another process writes it."


class Export(Struct):
    """Everything we store about you. `features` has the data of each feature by its name."""

    user: User
    sessions: list[Session]
    activity: list[SecurityEvent]
    mails: list[Message]
    features: dict[str, Any]


async def write_export(user_id: str) -> None:
    """Write the export that a person has asked for, and tell them when it is ready."""
    claim = current_job.get().claim
    run = Run(user_id, claim.id, claim.token)
    async with connect() as connection:
        if not await queries.begin_run(connection, run):
            return
        user = await select_user(connection, user_id)
    if user is None:
        raise GiveUp("The person has been disabled.")
    # Those of an earlier run, or of the export before.
    await queries.delete_stray_parts(user_id)
    size = await write_parts(run, write_document(user))
    async with transaction() as connection:
        created_at = await queries.finish_run(connection, run, size)
        if created_at is None:
            raise TryAgain(LOST)
        zone = find_zone(user.time_zone)
        until = f"{(created_at + queries.KEEP).astimezone(zone):%Y-%m-%d %H:%M} ({zone})"
        await queue_mail(
            connection, user.email, "Your data is ready", "accounts/export_ready", until=until
        )


async def write_parts(run: Run, document: AsyncIterator[bytes]) -> int:
    """Store a document in parts of `PART_SIZE`, and return its size."""
    buffer, number, size = bytearray(), 0, 0

    async def write_part() -> None:
        nonlocal number, size
        data = bytes(buffer[:PART_SIZE])
        async with connect() as connection:
            if not await queries.insert_part(connection, run, number, data):
                raise TryAgain(LOST)
        del buffer[:PART_SIZE]
        number, size = number + 1, size + len(data)

    async for chunk in document:
        buffer += chunk
        while len(buffer) >= PART_SIZE:
            await write_part()
    if buffer:
        await write_part()
    return size


async def write_document(user: User) -> AsyncIterator[bytes]:
    """Yield the JSON of an export, with the long lists as the last of its features."""
    exporters: dict[str, Exporter] = current_app.extensions.get("EXPORTS", {})
    long_exporters: dict[str, LongExporter] = current_app.extensions.get("LONG_EXPORTS", {})
    done, total = 0, 1 + len(exporters) + len(long_exporters)
    await report_progress(done, total)
    export = await collect_account(user)
    for name, exporter in exporters.items():
        await report_progress(done := done + 1, total)
        async with connect() as connection:
            export.features[name] = await exporter(connection, user.id)
    # Without the braces that end `features` and the export.
    yield json.encode(export, enc_hook=str).removesuffix(b"}}")
    comma = b"," if export.features else b""
    for name, long_exporter in long_exporters.items():
        done += 1
        yield comma + json.encode(name) + b":["
        comma = b""
        async for rows in long_exporter(user.id):
            # A long list, too, has to notice that the job was canceled.
            await report_progress(done, total)
            if rows:
                # Without its brackets.
                yield comma + json.encode(rows, enc_hook=str)[1:-1]
                comma = b","
        yield b"]"
        comma = b","
    yield b"}}"


async def collect_account(user: User) -> Export:
    """Return what accounts and the platform store about a person."""
    # More than a person can have.
    activity = await list_activity(user.id, None, 100 * MOST)
    async with connect() as connection:
        return Export(
            user=user,
            sessions=await select_sessions(connection, user.id, ""),
            activity=activity.items,
            mails=await select_messages(connection, user.email),
            features={},
        )
