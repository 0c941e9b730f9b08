"""One log line per request and security event: readable in a terminal, JSON anywhere else."""

import logging
import sys
from time import perf_counter
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from pythonjsonlogger.json import JsonFormatter
from quart import Quart, Response, g, has_app_context, has_request_context, request, websocket

from app.config import Settings

logger = logging.getLogger(__name__)
# A name of its own, for programs that look for attacks.
security_logger = logging.getLogger("app.security")


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    # This does nothing if the process has set logging up already, as tests do.
    logging.basicConfig(level=settings.log_level, handlers=[create_handler()])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # At DEBUG it logs every value that goes into the database.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
    app.before_request(assign_request_id)
    app.before_websocket(assign_request_id)
    app.after_request(log_request)
    app.teardown_websocket(log_websocket)


def create_handler() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.addFilter(add_request_id)
    if sys.stderr.isatty():
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    else:
        handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler


def add_request_id(record: logging.LogRecord) -> bool:
    """Add the request ID to every line of a request, so that they can be found together."""
    if has_app_context() and "request_id" in g:
        record.request_id = g.request_id
    return True


async def assign_request_id() -> None:
    """Give the request its ID, and note when it started."""
    g.request_id = uuid4().hex
    g.started = perf_counter()


async def log_websocket(error: BaseException | None) -> None:
    """Log a WebSocket when it has ended, with or without an error."""
    fields = build_log_fields("WEBSOCKET", websocket.path)
    logger.info(
        "%(method)s %(path)s %(duration_ms)s ms request=%(request_id)s user=%(user_id)s",
        fields,
        extra=fields,
    )


async def log_request(response: Response) -> Response:
    fields = build_log_fields(request.method, request.path, status=response.status_code)
    # Docker and proxies check the health all the time.
    is_routine = request.blueprint == "health" and response.status_code == 200
    logger.log(
        logging.DEBUG if is_routine else logging.INFO,
        "%(method)s %(path)s %(status)s %(duration_ms)s ms request=%(request_id)s user=%(user_id)s",
        fields,
        extra=fields,
    )
    response.headers["X-Request-ID"] = g.request_id
    return response


def build_log_fields(method: str, path: str, **more: int) -> dict[str, Any]:
    return {
        "method": method,
        # Without the query, which may hold a token, and quoted, because it may hold line breaks.
        "path": quote(path),
        **more,
        "duration_ms": round((perf_counter() - g.started) * 1000, 1),
        "request_id": g.request_id,
        "user_id": g.get("user_id"),
    }


def log_security_event(event: str, outcome: str, account: str, **more: Any) -> None:
    """Log a login or a change to how someone logs in, with the address it came from.

    `account` is an email address, or empty if the request does not tell. Pass no secrets.
    """
    fields = {
        "event": event,
        "outcome": outcome,
        "account": account,
        "address": (request.remote_addr or "") if has_request_context() else "command",
        **more,
    }
    details = " ".join(f"{name}={value!r}" for name, value in fields.items())
    security_logger.info("Security: %s", details, extra=fields)
