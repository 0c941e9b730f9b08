"""The client of Sentry: which errors and requests it is told of.

Each process has one, whose thread sends the events. If Sentry cannot be reached, they are dropped.
Only the end of the process waits for them, for `FLUSH_SECONDS`.
"""

from asyncio import CancelledError
from collections.abc import Mapping
from time import monotonic
from typing import Any

import sentry_sdk
from quart import Quart, g, has_app_context
from sentry_sdk.integrations import Integration
from sentry_sdk.integrations.asyncpg import AsyncPGIntegration
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger
from sentry_sdk.integrations.quart import QuartIntegration
from sentry_sdk.types import Event, Hint

from app.config import Settings
from app.sentry.scrubbing import scrub_event
from app.web.load import HEALTH_CHECKS

FLUSH_SECONDS = 2.0
# How often the same line of the log is reported, unless it has an exception.
REPEAT_SECONDS = 60.0
# What they log of the app has been reported, but for requests that are cut off at the stop.
SERVER_LOGGERS = ("hypercorn.error", "uvicorn.error")


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    rate = settings.sentry_traces_sample_rate
    sentry_sdk.init(
        settings.sentry_dsn,
        environment=settings.app_env,
        integrations=list_integrations(with_queries=rate > 0),
        # The others would send more, such as the words of a command and log lines with mails.
        default_integrations=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        include_local_variables=False,
        ignore_errors=[CancelledError],
        before_send=ErrorFilter().prepare_error,
        before_send_transaction=prepare_trace,
        # Without a sampler, clients could choose by a header to be traced.
        traces_sampler=(lambda context: choose_rate(context, rate)) if rate else None,
        shutdown_timeout=FLUSH_SECONDS,
    )
    for name in SERVER_LOGGERS:
        ignore_logger(name)
    app.before_request(tag_events)
    app.before_websocket(tag_events)


def list_integrations(*, with_queries: bool) -> list[Integration]:
    integrations = [
        QuartIntegration(transaction_style="url"),
        LoggingIntegration(level=None, sentry_logs_level=None),
        ExcepthookIntegration(),
        AtexitIntegration(callback=lambda pending, timeout: None),
    ]
    return [*integrations, AsyncPGIntegration()] if with_queries else integrations


async def tag_events() -> None:
    """Add the ID that the log has to everything that is reported of this request."""
    sentry_sdk.set_tag("request_id", g.request_id)


class ErrorFilter:
    """Decides which errors are reported: exceptions nobody handled, and lines of the log."""

    def __init__(self) -> None:
        # When each line was reported last. There are as many as the code has.
        self._reported_at: dict[str, float] = {}

    def prepare_error(self, event: Event, hint: Hint) -> Event | None:
        """Return what to send, or None for an error that has been reported."""
        if self.is_known(hint):
            return None
        event = scrub_event(event)
        if has_app_context() and (user_id := g.get("user_id")):
            event["user"] = {"id": user_id}
        return event

    def is_known(self, hint: Hint) -> bool:
        """Return whether Sentry knows of the exception, or was told of the same line a moment ago.

        Quart logs the exceptions that its integration has reported. And while the database is
        unavailable, every request logs the same line.
        """
        if "exc_info" in hint:
            marks = vars(hint["exc_info"][1])
            is_marked = "is_reported" in marks
            marks["is_reported"] = True
            return is_marked
        if "log_record" not in hint:
            return False
        line, now = str(hint["log_record"].msg), monotonic()
        if now < self._reported_at.get(line, -REPEAT_SECONDS) + REPEAT_SECONDS:
            return True
        self._reported_at[line] = now
        return False


def prepare_trace(event: Event, hint: Hint) -> Event | None:
    """Return what to send of a request. Return None if its address has no route."""
    event = scrub_event(event)
    return event if "transaction" in event else None


def choose_rate(context: Mapping[str, Any], rate: float) -> float:
    """Return the share of such requests to trace: none if they ask for health, or stay open."""
    scope = context.get("asgi_scope", {"type": ""})
    is_stream = (b"accept", b"text/event-stream") in scope.get("headers", [])
    if scope["type"] != "http" or scope["path"] in HEALTH_CHECKS or is_stream:
        return 0.0
    return rate
