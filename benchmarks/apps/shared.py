"""The parts that the contestants must do alike: the session, the headers, the log, the page."""

import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader

# Written by run.py into the database, so that each contestant finds the same person.
USER_ID = "11111111-1111-4111-8111-111111111111"
SESSION_ID = "22222222-2222-4222-8222-222222222222"
SECRET_KEY = "a key for benchmarks alone, 0123456789"
ORIGINS = {"https://example.com"}
PAGE_SIZE = 20
# Never reached, but counted all the same: see README.md.
LIMIT, PERIOD = 10_000_000, timedelta(minutes=1)
# The security headers of our application.
HEADERS = [
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("strict-transport-security", "max-age=31536000"),
    ("cache-control", "no-store"),
]

COLUMNS = "id, task, complete, due, created_at"
SELECT_TODOS = f"""SELECT {COLUMNS} FROM todos WHERE user_id = $1
    ORDER BY created_at DESC, id DESC LIMIT {PAGE_SIZE + 1}"""
INSERT_TODO = f"""INSERT INTO todos (id, user_id, task, complete, due, created_at)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING {COLUMNS}"""
SELECT_SESSION = """SELECT users.id, users.email, users.role, sessions.last_seen_at
      FROM sessions JOIN users ON users.id = sessions.user_id
     WHERE sessions.id = $1 AND users.id = $2 AND NOT users.disabled
       AND sessions.last_seen_at > $3 AND sessions.created_at > $4"""

serializer = URLSafeTimedSerializer(SECRET_KEY)
templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
logger = logging.getLogger("bench")


async def keep_session(connection: Any) -> None:
    """Do nothing when a connection returns to asyncpg's pool, as in our application."""


def write_cookie() -> str:
    return str(serializer.dumps(f"{USER_ID}.{SESSION_ID}"))


def read_cookie(value: str) -> tuple[str, str]:
    """Return the ids of the user and the session, or empty strings if the cookie is not ours."""
    try:
        user_id, _, session_id = serializer.loads(value, max_age=14 * 86400).partition(".")
    except BadSignature:
        return "", ""
    return user_id, session_id


def list_session_arguments(user_id: str, session_id: str) -> list[Any]:
    now = datetime.now(UTC)
    return [session_id, user_id, now - timedelta(days=14), now - timedelta(days=90)]


def render_page(todos: list[Any]) -> str:
    return templates.get_template("page.html").render(todos=todos)


def set_up_log() -> None:
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")


class Counts:
    """A rate limit by the generic cell rate algorithm, for one process."""

    def __init__(self) -> None:
        self.idle_at: dict[str, float] = {}
        self.cost = PERIOD.total_seconds() / LIMIT

    def is_exceeded(self, key: str) -> bool:
        now = monotonic()
        idle_at = max(self.idle_at.get(key, now), now) + self.cost
        if idle_at - now > PERIOD.total_seconds():
            return True
        self.idle_at[key] = idle_at
        return False
