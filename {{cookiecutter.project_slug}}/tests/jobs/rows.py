"""Jobs in any state, written without being run."""

from datetime import UTC, datetime, timedelta
from typing import Any

from quart import Quart

from app.db import connect
from app.jobs.queries import insert_job

KIND = "count-sheep"
ARGUMENTS = '{"name":"of a person"}'
LATER = datetime.now(UTC) + timedelta(hours=1)
STATES: dict[str, dict[str, Any]] = {
    "waiting": {"due_at": LATER, "attempts": 1, "error": "<i>It rains</i>"},
    "running": {"due_at": LATER, "started_at": datetime.now(UTC), "done": 30, "total": 100},
    "failed": {"due_at": None, "ended_at": datetime.now(UTC), "attempts": 14, "error": "<b>Wolf"},
    "canceled": {"due_at": None, "ended_at": datetime.now(UTC)},
    "done": {"due_at": None, "ended_at": datetime.now(UTC), "attempts": 1},
}


async def write_job(app: Quart, state: str, kind: str = KIND, **more: Any) -> str:
    """Write a job with the usual values of its state, and return its ID."""
    values = {"state": state, **STATES[state], **more}
    changes = ", ".join(f"{name} = :{name}" for name in values)
    async with app.app_context(), connect() as connection:
        job_id = await insert_job(connection, kind, ARGUMENTS)
        update = f"UPDATE jobs SET {changes} WHERE id = :id"  # noqa: S608
        await connection.execute(update, {"id": job_id, **values})
    return job_id


async def write_each_state(app: Quart) -> dict[str, str]:
    """Write a job in each state, and return their IDs by it."""
    return {state: await write_job(app, state) for state in STATES}


async def read_states(app: Quart) -> dict[str, str]:
    """Return the state of each job by its ID."""
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all("SELECT id, state FROM jobs")
    return {row["id"]: row["state"] for row in rows}
