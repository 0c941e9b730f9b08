"""The client of Sentry: which errors and requests it is told of.

Each process has one, whose thread sends the events. If Sentry cannot be reached, they are dropped.
Only the end of the process waits for them, for `FLUSH_SECONDS`.
"""

from asyncio import CancelledError
from collections.abc import Mapping
from time import monotonic
from typing import Any

import sentry_sdk
from quart import (
    Quart,
    g,
    got_request_exception,
    got_websocket_exception,
    has_app_context,
    has_request_context,
    has_websocket_context,
    request,
    websocket,
)
from sentry_sdk.integrations.asyncpg import AsyncPGIntegration
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.quart import QuartIntegration
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import event_from_exception

from app.config import Settings
from app.sentry.scrubbing import scrub_event
from app.web.load import HEALTH_CHECKS

FLUSH_SECONDS = 2.0
# How often the same line of the log is reported, unless it has an exception.
REPEAT_SECONDS = 60.0


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    rate = settings.sentry_traces_sample_rate
    sentry_sdk.init(
        settings.sentry_dsn,
        environment=settings.app_env,
        integrations=[
            LoggingIntegration(level=None, sentry_logs_level=None),
            ExcepthookIntegration(),
            AtexitIntegration(callback=lambda pending, timeout: None),
            # They add to the work of every request, whether it is measured or not.
            *([QuartIntegration(transaction_style="url"), AsyncPGIntegration()] if rate else []),
        ],
        # The others would send more, such as the words of a command and log lines with mails.
        default_integrations=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        include_local_variables=False,
        ignore_errors=[CancelledError],
        before_send=ErrorFilter(app).prepare_error,
        before_send_transaction=prepare_trace,
        # Without a sampler, clients could choose by a header to be measured.
        traces_sampler=(lambda context: choose_rate(context, rate)) if rate else None,
        shutdown_timeout=FLUSH_SECONDS,
    )
    got_request_exception.connect(report_exception, app)
    got_websocket_exception.connect(report_exception, app)
    if rate:
        app.before_request(tag_trace)


async def report_exception(_: Quart, exception: Exception, **more: Any) -> None:
    """Report an exception before Quart logs it, with a path that may hold a token."""
    options = sentry_sdk.get_client().options
    mechanism = {"type": "quart", "handled": False}
    event, hint = event_from_exception(exception, client_options=options, mechanism=mechanism)
    sentry_sdk.capture_event(event, hint)


async def tag_trace() -> None:
    sentry_sdk.set_tag("request_id", g.request_id)


class ErrorFilter:
    """Decides which errors are reported: exceptions nobody handled, and lines of the log."""

    def __init__(self, app: Quart) -> None:
        self._app = app
        # When each line was reported last. There are as many as the code has.
        self._reported_at: dict[str, float] = {}

    def prepare_error(self, event: Event, hint: Hint) -> Event | None:
        """Return what to send, or None for an error that has been reported, or is none."""
        if self.is_reported(hint) or self.is_cut_off(hint):
            return None
        return {**scrub_event(event), **describe_request()}

    def is_reported(self, hint: Hint) -> bool:
        """Return whether Sentry knows of the exception, or was told of the same line a moment ago.

        Quart logs the exceptions that were reported before. And while the database is unavailable,
        every request logs the same line.
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

    def is_cut_off(self, hint: Hint) -> bool:
        """Return whether a server ended a request, because its time to stop is over."""
        error = hint["exc_info"][1] if "exc_info" in hint else None
        return isinstance(error, TimeoutError) and self._app.extensions["DRAINING"].is_set()


def describe_request() -> Event:
    """Return what is sent of the request or WebSocket that has the error."""
    described: Event = {}
    if has_app_context() and "request_id" in g:
        described["tags"] = {"request_id": g.request_id}
        if user_id := g.get("user_id"):
            described["user"] = {"id": user_id}
    if has_request_context() and request.url_rule:
        described |= name_route(request.method, request.url_rule.rule)
    elif has_websocket_context() and websocket.url_rule:
        described |= name_route("WEBSOCKET", websocket.url_rule.rule)
    return described


def name_route(method: str, route: str) -> Event:
    """Return the route in place of the address, which may hold a token."""
    return {
        "transaction": route,
        "transaction_info": {"source": "route"},
        "request": {"method": method, "url": route},
    }


def prepare_trace(event: Event, _: Hint) -> Event | None:
    """Return what to send of a request. Return None if its address has no route."""
    if event["transaction_info"].get("source") != "route":
        return None
    method = str(event["request"]["method"])
    return {**scrub_event(event), **name_route(method, event["transaction"])}


def choose_rate(context: Mapping[str, Any], rate: float) -> float:
    """Return the share of such requests to measure: none if they ask for health, or stay open."""
    scope = context.get("asgi_scope", {"type": ""})
    is_stream = (b"accept", b"text/event-stream") in scope.get("headers", [])
    if scope["type"] != "http" or scope["path"] in HEALTH_CHECKS or is_stream:
        return 0.0
    return rate
