"""Exercise 2: complete all open todos of a user with one statement."""

from app.db import Connection


async def complete_all(connection: Connection, user_id: str) -> int:
    """Complete the open todos of a user. Return how many there were."""
    return 0
