"""Exercise 3: wait longer each time, and give up what cannot succeed."""

from datetime import datetime, timedelta

MAX_ATTEMPTS = 8
MAX_DELAY = timedelta(hours=1)
NO_SUCH_MAILBOX = "5.1.1"


def plan_attempt(attempts: int, answer: str, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts, or None to give the message up."""
    if attempts >= MAX_ATTEMPTS or NO_SUCH_MAILBOX in answer:
        return None
    return now + min(timedelta(minutes=2 ** (attempts - 1)), MAX_DELAY)
