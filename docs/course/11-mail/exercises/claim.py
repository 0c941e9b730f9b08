"""Exercise 2: letters that every worker takes, because none says that it has them."""

from datetime import datetime, timedelta

from app.db import Connection

LEASE = timedelta(minutes=1)


async def claim_letters(connection: Connection, now: datetime) -> list[int]:
    """Claim the letters that are due for the time of the lease. Return their ids."""
    rows = await connection.fetch_all(
        "SELECT id FROM letters WHERE due_at <= :now ORDER BY id", {"now": now}
    )
    return [row["id"] for row in rows]
