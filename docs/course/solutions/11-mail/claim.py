"""Exercise 2: letters that one worker has at a time, until its lease ends."""

from datetime import datetime, timedelta

from app.db import Connection

LEASE = timedelta(minutes=1)


async def claim_letters(connection: Connection, now: datetime) -> list[int]:
    """Claim the letters that are due for the time of the lease. Return their ids."""
    rows = await connection.fetch_all(
        "UPDATE letters SET due_at = :until WHERE due_at <= :now RETURNING id",
        {"now": now, "until": now + LEASE},
    )
    return sorted(row["id"] for row in rows)
