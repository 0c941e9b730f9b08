"""An app that sends its traces to a collector."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from quart import Quart

from app import create_app
from app.config import Settings
from tests.collectors import Collector, run_collector

Trace = Callable[[], AbstractAsyncContextManager[Quart]]


@pytest.fixture
def collector() -> Iterator[Collector]:
    with run_collector() as collector:
        yield collector


@pytest.fixture
def traced_settings(settings: Settings, collector: Collector) -> Settings:
    return settings.model_copy(update={"otel_exporter_otlp_endpoint": collector.url})


@pytest.fixture
def trace(traced_settings: Settings) -> Trace:
    """Return a function that runs the app. At the end, the collector has all of its spans."""

    @asynccontextmanager
    async def run_traced() -> AsyncIterator[Quart]:
        app = create_app(traced_settings)
        async with app.test_app():
            yield app

    return run_traced
