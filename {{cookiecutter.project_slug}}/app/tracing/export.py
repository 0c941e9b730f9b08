"""The way of the spans to a collector: in batches, from a thread that holds up nothing.

The SDK reads the usual variables by itself, such as OTEL_SERVICE_NAME and OTEL_TRACES_SAMPLER.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from time import monotonic

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from app.config import PROJECT_FOLDER, Settings
from app.variables import OF_THE_SDK, read_variables

# How long the end of the process waits for the collector to take the last spans.
FLUSH_SECONDS = 2.0
# How often the log says that the collector does not answer.
LOG_SECONDS = 60.0
# The loggers that would say so at every batch, and at every span that finds no room.
LOGGERS = (
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.sdk._shared_internal",
)


class RareLines(logging.Filter):
    """Lets a line pass once in a while."""

    _next = 0.0

    def filter(self, _record: logging.LogRecord) -> bool:
        if monotonic() < self._next:
            return False
        self._next = monotonic() + LOG_SECONDS
        return True


for name in LOGGERS:
    logging.getLogger(name).addFilter(RareLines())


def create_provider(settings: Settings) -> TracerProvider:
    """Create the source of tracers, which is told its name by OTEL_SERVICE_NAME or the app's."""
    pass_on_variables()
    resource = Resource.create()
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: settings.app_name}))
    return TracerProvider(resource=resource, shutdown_on_exit=False)


def pass_on_variables() -> None:
    """Show the SDK those in `.env` too, because it reads the environment alone, quotes and all."""
    variables, _ = read_variables(PROJECT_FOLDER, [])
    for name, value in variables.items():
        if name.startswith(OF_THE_SDK) and value:
            os.environ[name] = value


@asynccontextmanager
async def export_spans(provider: TracerProvider, settings: Settings) -> AsyncIterator[None]:
    """Send the spans of the block. At its end, wait for the last ones, but not for long."""
    endpoint = f"{settings.otel_exporter_otlp_endpoint.rstrip('/')}/v1/traces"
    exporter = OTLPSpanExporter(os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or endpoint)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield
    finally:
        # The SDK would wait for 30 seconds.
        ending = Thread(target=provider.shutdown, daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, FLUSH_SECONDS)
        if ending.is_alive():
            # It tries no longer, and the thread ends soon.
            exporter.shutdown()  # type: ignore[no-untyped-call]
