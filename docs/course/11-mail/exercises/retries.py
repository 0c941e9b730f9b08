"""Exercise 3: a mail server that refused a message is asked again immediately, and forever."""

from datetime import datetime


def plan_attempt(attempts: int, answer: str, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts, or None to give the message up."""
    return now
