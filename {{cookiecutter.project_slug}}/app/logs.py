"""One log line per request and security event: readable in a terminal, JSON anywhere else."""

import atexit
import logging
import os
import re
import sys
from contextlib import suppress
from logging.handlers import QueueHandler, QueueListener
from queue import Empty, Full, Queue
from time import perf_counter, sleep
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from pythonjsonlogger.json import JsonFormatter
from quart import (
    Quart,
    Request,
    Response,
    Websocket,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    websocket,
)

from app.config import Settings
from app.tracing import find_trace_ids

logger = logging.getLogger(__name__)
# A name of its own, for programs that look for attacks.
security_logger = logging.getLogger("app.security")

# An ID that a trusted proxy may give a request: in the answer and the log, it can do no harm.
REQUEST_ID = re.compile(r"[\w.:=+/-]{1,128}", re.ASCII)
# Lines that wait to be written. More are dropped and counted, as when nothing reads the log.
QUEUE_SIZE = 10_000
# How long a line waits for others, to be written with them.
GATHER_SECONDS = 0.05
# Linux writes so many bytes to a pipe in one piece.
MAX_WRITE = 4096
# How long the end of the process waits until the last lines are written.
FLUSH_SECONDS = 2.0


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    # This does nothing if the process has set logging up already, as tests do.
    if not logging.getLogger().handlers:
        handler = create_handler()
        logging.basicConfig(level=settings.log_level, handlers=[handler])
        writer = LineWriter(handler)
        writer.start()
        atexit.register(writer.stop)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # At DEBUG it logs every value that goes into the database.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
    app.before_request(assign_request_id)
    app.before_websocket(assign_request_id)
    app.after_request(log_request)
    app.teardown_websocket(log_websocket)


def create_handler() -> "LineHandler":
    handler = LineHandler(Queue(QUEUE_SIZE))
    handler.addFilter(add_request_id)
    if sys.stderr.isatty():
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    else:
        # The names and the form of time, in UTC, that programs look for in a log.
        names = {"levelname": "level", "name": "logger"}
        fields = "%(levelname)s %(name)s %(message)s"
        handler.setFormatter(JsonFormatter(fields, rename_fields=names, timestamp=True))
    return handler


class LineHandler(QueueHandler):
    """Puts finished lines into a queue, so that a log that nobody reads holds up no request."""

    queue: Queue[str]
    dropped = 0

    def prepare(self, record: logging.LogRecord) -> str:
        return self.format(record)

    def enqueue(self, line: str) -> None:  # type: ignore[override]
        try:
            self.queue.put_nowait(line)
        except Full:
            self.dropped += 1


class LineWriter(QueueListener):
    """Writes the lines in a thread of its own, which may be held up."""

    def __init__(self, handler: LineHandler) -> None:
        super().__init__(handler.queue)
        self._handler = handler

    def handle(self, line: str) -> None:  # type: ignore[override]
        """Write the line together with those that come in the next moment.

        To wake this thread for each of them takes longer than to write them.
        """
        sleep(GATHER_SECONDS)
        lines = [line]
        with suppress(Empty):
            while line := self._handler.queue.get_nowait():
                lines.append(line)
            self.enqueue_sentinel()  # It was the mark of the end that `stop` sets.
        write_lines(lines)
        if count := self._handler.dropped:
            self._handler.dropped -= count
            note = {
                "msg": f"{count} log lines were dropped",
                "levelname": "WARNING",
                "name": __name__,
            }
            write_lines([self._handler.format(logging.makeLogRecord(note))])

    def stop(self) -> None:
        """Write the lines that wait, but give up if nobody reads them."""
        if self._handler.queue.full():
            self._handler.queue.get_nowait()  # This makes room for the mark of the end.
        self.enqueue_sentinel()
        if self._thread:
            self._thread.join(FLUSH_SECONDS)


def write_lines(lines: list[str]) -> None:
    """Write whole lines without a buffer, whose lock a thread that is held up would keep.

    Lines of several processes do not mix in a pipe, if each write is short enough.
    """
    begun = b""
    for text in lines:
        line = f"{text}\n".encode(errors="backslashreplace")
        if begun and len(begun) + len(line) > MAX_WRITE:
            write(begun)
            begun = b""
        begun += line
    write(begun)


def write(data: bytes) -> None:
    with suppress(OSError):
        os.write(2, data)


def add_request_id(record: logging.LogRecord) -> bool:
    """Add the request ID to every line of a request, so that they can be found together.

    With tracing, add the ID of its trace too, and to every line of a periodic task.
    """
    if has_app_context():
        if "request_id" in g:
            record.request_id = g.request_id
        vars(record).update(find_trace_ids())
    return True


async def assign_request_id() -> None:
    """Give the request its ID, or keep the one of a trusted proxy, and note when it started."""
    sent = ""
    if current_app.config["SETTINGS"].trusted_hops:
        message = request if has_request_context() else websocket
        sent = message.headers.get("X-Request-ID", "")
    g.request_id = sent if REQUEST_ID.fullmatch(sent) else uuid4().hex
    g.started = perf_counter()


async def log_websocket(error: BaseException | None) -> None:
    """Log a WebSocket when it has ended, with or without an error."""
    fields = build_log_fields("WEBSOCKET", websocket)
    logger.info(
        "%(method)s %(path)s %(duration_ms)s ms request=%(request_id)s user=%(user_id)s",
        fields,
        extra=fields,
    )


async def log_request(response: Response) -> Response:
    fields = build_log_fields(request.method, request, status=response.status_code)
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


def build_log_fields(method: str, message: Request | Websocket, **more: int) -> dict[str, Any]:
    return {
        "method": method,
        # Without the query, which may hold a token, and quoted, because it may hold line breaks.
        "path": quote(message.path),
        **more,
        "duration_ms": round((perf_counter() - g.started) * 1000, 1),
        "request_id": g.request_id,
        "user_id": g.get("user_id"),
        "address": message.remote_addr,
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
