"""Your own export: ask for it, see how far it is, download it, and delete it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Literal, TypeVar

from msgspec import Struct
from quart import Quart, Response, current_app
from werkzeug.exceptions import NotFound

from app.accounts.activity import AccountEvent, record_event
from app.accounts.export import queries
from app.accounts.export.queries import StoredExport
from app.accounts.export.writing import write_export
from app.accounts.sessions import current_user
from app.db import Connection, connect, transaction
from app.jobs import queue_job
from app.jobs.progress import name_topic, publish_change
from app.jobs.queries import cancel_job, select_job

Found = TypeVar("Found")

NO_EXPORT = "You have no export. Ask for one first."
# Quart's default of a minute is too short for a large export and a slow client.
SECONDS = 60 * 60


class ExportState(Struct):
    """How far your export is: `done` of `total` steps. `size` is in bytes, and 0 until it is done.

    It is deleted at `expires_at`.
    """

    state: Literal["waiting", "running", "done", "failed", "canceled"]
    done: int
    total: int
    size: int
    created_at: datetime
    expires_at: datetime

    @property
    def is_underway(self) -> bool:
        return self.state in {"waiting", "running"}


async def request_export() -> ExportState:
    """Have an export written in the place of the one before, unless one is underway."""
    user = current_user.user
    async with transaction() as connection:
        state = await find_state(connection, user.id)
        if state is None or not state.is_underway:
            job_id = await queue_job(connection, write_export, user.id)
            await queries.insert_export(connection, user.id, job_id)
            await record_event(connection, user, AccountEvent.DATA_EXPORTED)
            state = await find_state(connection, user.id)
    return require_export(state)


async def show_export() -> ExportState | None:
    async with connect() as connection:
        return await find_state(connection, current_user.user.id)


async def find_state(connection: Connection, user_id: str) -> ExportState | None:
    export = await queries.select_export(connection, user_id)
    if export is None:
        return None
    job = await select_job(connection, export.job_id)
    done, total = (job.done, job.total) if job else (0, 0)
    if export.ready_at:
        state, done = "done", total
    elif job is None or job.state == "done":
        # The person was disabled, or jobs were deleted.
        state = "failed"
    else:
        state = job.state
    expires_at = export.created_at + queries.KEEP
    return ExportState(state, done, total, export.size, export.created_at, expires_at)  # type: ignore[arg-type]  # a job has these states


async def delete_export() -> None:
    """Delete the export. If it is underway, its job is canceled. Raise `NotFound` without one."""
    user_id = current_user.user.id
    async with transaction() as connection:
        job_id = require_export(await queries.delete_export(connection, user_id))
        await cancel_job(connection, job_id)
    await queries.delete_stray_parts(user_id)
    await publish_change(job_id)


async def name_own_topic() -> str:
    """Return the topic of the job of the export. Raise `NotFound` without one."""
    async with connect() as connection:
        export = await queries.select_export(connection, current_user.user.id)
    return name_topic(require_export(export).job_id)


async def send_export() -> Response:
    """Respond with the document. Raise `NotFound` if there is none, or if it is not ready."""
    async with connect() as connection:
        export = require_export(await queries.select_export(connection, current_user.user.id))
    if export.ready_at is None:
        raise NotFound("Your export is not ready yet.")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(read_parts(app, export), content_type="application/json")
    # If a part is missing, the client can tell.
    response.content_length = export.size
    response.headers["Content-Disposition"] = 'attachment; filename="account.json"'
    response.timeout = SECONDS
    return response


async def read_parts(app: Quart, export: StoredExport) -> AsyncIterator[bytes]:
    """Yield the parts. Take a connection for each, or slow clients would have all of them."""
    sent = number = 0
    while sent < export.size:
        async with app.app_context(), connect() as connection:
            data = await queries.select_part(connection, export, number)
        if data is None:
            raise RuntimeError("The export was replaced or deleted while it was sent.")
        yield data
        sent, number = sent + len(data), number + 1


def require_export(export: Found | None) -> Found:
    if export is None:
        raise NotFound(NO_EXPORT)
    return export
