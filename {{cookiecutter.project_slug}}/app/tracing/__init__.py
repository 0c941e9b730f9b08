"""Traces for OpenTelemetry, if `OTEL_EXPORTER_OTLP_ENDPOINT` is set."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from quart import Quart, current_app

from app.config import Settings

if TYPE_CHECKING:
    from app.tracing.spans import Tracing


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.otel_exporter_otlp_endpoint:
        # Without the setting it is not even imported, and no request does more work.
        from app.tracing import spans

        spans.init_app(app)


def find_tracing() -> "Tracing | None":
    return current_app.extensions.get("TRACING")


def trace_run(name: str, traceparent: str = "") -> AbstractContextManager[None]:
    """Trace the block, such as a run of a task, with its queries and the error that ends it.

    With the `traceparent` of the request that asked for it, it is a part of that trace.
    """
    tracing = find_tracing()
    return tracing.trace_run(name, traceparent) if tracing else nullcontext()


def find_traceparent() -> str:
    """Return the place in its trace of what runs now, to send or to store for later.

    It is empty without tracing, and outside of requests and runs.
    """
    tracing = find_tracing()
    return tracing.find_traceparent() if tracing else ""


def find_trace_ids() -> dict[str, str]:
    """Return the IDs by which a line of the log is found with its trace."""
    tracing = find_tracing()
    return tracing.find_trace_ids() if tracing else {}
