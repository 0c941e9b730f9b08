"""The numbers that tell admins how the app is doing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.admin.models import JobNumbers, Numbers, PeopleCounts
from app.db import Connection, connect
from app.jobs.queries import count_jobs
from app.mail.messages import count_mail
from app.task_runs import list_task_states

# SQL on users, a table of accounts: only admins see how many there are.


async def read_numbers() -> Numbers:
    tasks = await list_task_states()
    async with connect() as connection:
        kinds = await count_jobs(connection)
        return Numbers(
            await count_people(connection, datetime.now(UTC) - timedelta(days=7)),
            await count_mail(connection),
            JobNumbers(sum(kind.waiting for kind in kinds), sum(kind.failed for kind in kinds)),
            sum(task.outcome in {"failed", "interrupted"} for task in tasks),
        )


async def count_people(connection: Connection, since: datetime) -> PeopleCounts:
    row: Any = await connection.fetch_first(
        """SELECT count(*) AS total, count(CASE WHEN created_at >= :since THEN 1 END) AS joined
             FROM users""",
        {"since": since},
    )
    return PeopleCounts(**row)
