"""The spans of requests, and of what runs without one, such as a periodic task.

A span has the route and never the path, which may hold a token, and the place of an error but not
its message, which may hold a person's data. The message is in the log, with the ID of the trace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import format_tb
from typing import Any

from opentelemetry.context import attach
from opentelemetry.trace import (
    Span,
    SpanKind,
    StatusCode,
    format_span_id,
    format_trace_id,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from quart import Quart, Request, Response, Websocket, g, request, websocket
from quart.signals import got_request_exception, got_websocket_exception

from app.config import Settings
from app.tracing.export import create_provider, export_spans
from app.tracing.queries import trace_queries

# Any other is the invention of a client, and not part of a span.
METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
SWITCHING_PROTOCOLS = 101
W3C = TraceContextTextMapPropagator()


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    tracing = Tracing(settings)
    app.extensions["TRACING"] = tracing
    app.before_request(tracing.begin_request)
    app.after_request(tracing.note_response)
    app.teardown_request(tracing.end_request)
    app.before_websocket(tracing.begin_handshake)
    app.after_websocket(tracing.note_response)
    app.teardown_websocket(tracing.end_request)
    got_request_exception.connect(tracing.note_exception, app)
    got_websocket_exception.connect(tracing.note_exception, app)

    @app.while_serving
    async def trace() -> Any:
        system = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
        async with export_spans(tracing.provider, settings):
            with trace_queries(app.extensions["QUART_DB"][0], tracing.tracer, system):
                yield


class Tracing:
    """The tracer of one app, and the hooks that call it.

    The context of a span is never detached: it ends with the task of the request.
    """

    def __init__(self, settings: Settings) -> None:
        self.provider = create_provider(settings)
        self.tracer = self.provider.get_tracer("app")

    async def begin_request(self) -> None:
        # Docker and proxies check the health all the time.
        if request.blueprint != "health":
            self.begin_span(request)

    def begin_span(self, message: Request | Websocket) -> Span:
        """Begin a span in the trace that the client names, or in a new one."""
        known = message.method in METHODS
        name = message.method if known else "HTTP"
        attributes = {
            "http.request.method": message.method if known else "_OTHER",
            "url.scheme": message.scheme,
        }
        if message.url_rule is not None:
            attributes["http.route"] = message.url_rule.rule
            name = f"{name} {message.url_rule.rule}"
        parent = W3C.extract(message.headers)
        span = self.tracer.start_span(name, parent, SpanKind.SERVER, attributes)
        attach(set_span_in_context(span))
        g.span = span
        return span

    async def note_response(self, response: Any) -> Any:
        if "span" in g and isinstance(response, Response):
            note_status(g.span, response.status_code)
        return response

    async def note_exception(self, _app: Quart, exception: Exception) -> None:
        """Note an error that nobody foresaw, which is answered with 500."""
        if "span" in g:
            note_error(g.span, exception)

    async def end_request(self, _error: BaseException | None) -> None:
        if "span" in g:
            end_span(g.span)

    async def begin_handshake(self) -> None:
        """Trace a WebSocket until it is accepted or refused.

        It may be open for hours, and nothing shows a span before it has ended.
        """
        span, accept = self.begin_span(websocket), websocket.accept

        async def accept_once(*arguments: Any, **options: Any) -> None:
            del websocket.accept  # Every message accepts again, which does nothing.
            await accept(*arguments, **options)
            note_status(span, SWITCHING_PROTOCOLS)
            end_span(span)

        websocket.accept = accept_once  # type: ignore[method-assign]

    @contextmanager
    def trace_run(self, name: str, traceparent: str) -> Iterator[None]:
        parent = W3C.extract({"traceparent": traceparent}) if traceparent else None
        kind = SpanKind.CONSUMER if traceparent else SpanKind.INTERNAL
        with self.tracer.start_as_current_span(
            name, parent, kind, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                note_error(span, error)
                raise

    def find_traceparent(self) -> str:
        carrier: dict[str, str] = {}
        W3C.inject(carrier)
        return carrier.get("traceparent", "")

    def find_trace_ids(self) -> dict[str, str]:
        context = get_current_span().get_span_context()
        if not context.is_valid:
            return {}
        return {
            "trace_id": format_trace_id(context.trace_id),
            "span_id": format_span_id(context.span_id),
        }


def note_status(span: Span, status: int) -> None:
    if span.is_recording():
        span.set_attribute("http.response.status_code", status)
        if status >= 500:
            span.set_status(StatusCode.ERROR)


def note_error(span: Span, error: Exception) -> None:
    """Note the kind of an error and where it was raised, but not its message."""
    if span.is_recording():
        kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
        trace = "".join(format_tb(error.__traceback__))
        span.add_event("exception", {"exception.type": kind, "exception.stacktrace": trace})
        span.set_attribute("error.type", kind)
        span.set_status(StatusCode.ERROR)


def end_span(span: Span) -> None:
    if span.is_recording():  # It may have ended when a WebSocket was accepted.
        span.end()
