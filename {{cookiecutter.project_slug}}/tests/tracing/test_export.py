"""The way to the collector: its settings, and a collector that is away."""

import asyncio
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from app.config import Settings
from app.tracing import export
from tests.collectors import Collector
from tests.constants import PATIENCE
from tests.servers import make_environment, wait_until_listening
from tests.sockets import read_status
from tests.tracing.conftest import Trace

pytestmark = pytest.mark.slow

REQUEST = b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
REQUESTS = 30
# The SDK by itself waits for 30 seconds, the app for two, and a machine may be busy.
STOP_SECONDS = 20.0
needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot share a port")


@pytest.fixture(params=["dead", "silent"])
def bad_endpoint(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a port where nothing listens, or of one that never answers."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        if request.param == "silent":
            sock.listen()
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"


async def test_the_service_has_the_name_of_the_app(trace: Trace, collector: Collector) -> None:
    async with trace() as app:
        await app.test_client().get("/nowhere")

    assert collector.resource["service.name"] == "Test app"


async def test_the_variables_of_the_sdk_are_read_from_the_environment_and_the_file(
    trace: Trace, collector: Collector, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = (
        "OTEL_SERVICE_NAME=ignored",
        "OTEL_RESOURCE_ATTRIBUTES='deployment.environment.name=live,team=a'",
        "OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20token",
        "OTEL_TRACES_SAMPLER=",
    )
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.setattr(export, "PROJECT_FOLDER", tmp_path)
    for line in lines:  # They are put back at the end.
        monkeypatch.setenv(line.partition("=")[0], "")
        monkeypatch.delenv(line.partition("=")[0])
    monkeypatch.setenv("OTEL_SERVICE_NAME", '"the name"')
    async with trace() as app:
        await app.test_client().get("/nowhere")

    (_, headers, _) = collector.requests[0]
    assert headers["authorization"] == "Bearer token"
    assert collector.resource["service.name"] == "the name"
    assert collector.resource["deployment.environment.name"] == "live"
    assert collector.resource["team"] == "a"


async def test_the_sampler_can_leave_traces_out(
    trace: Trace, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    async with trace() as app:
        await app.test_client().get("/nowhere")

    assert collector.requests == []


async def serve_and_stop(settings: Settings, port: int, **more: str) -> tuple[int, str, float]:
    """Serve some requests, then stop. Return the status, the log, and how long the stop took."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from app.cli import main; main()", "serve"),
        env={**make_environment(settings), "PORT": str(port), **more},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await wait_until_listening(port)
        assert {await read_status(port, REQUEST) for _ in range(REQUESTS)} == {404}
        clock = monotonic()
        server.terminate()
        async with asyncio.timeout(PATIENCE):
            _, log = await server.communicate()
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
    return await server.wait(), log.decode(), monotonic() - clock


async def test_a_collector_that_is_away_holds_up_neither_requests_nor_the_stop(
    server_settings: Settings, unused_tcp_port: int, bad_endpoint: str
) -> None:
    settings = server_settings.model_copy(update={"otel_exporter_otlp_endpoint": bad_endpoint})
    # More spans than the queue has room for.
    queue = {"OTEL_BSP_MAX_QUEUE_SIZE": "8", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4"}
    status, log, seconds = await serve_and_stop(settings, unused_tcp_port, **queue)

    assert status == 0, log
    assert seconds < STOP_SECONDS
    assert 0 < log.count('"logger": "opentelemetry.') <= len(export.LOGGERS)


@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=needs_fork)])
async def test_the_stop_sends_the_last_spans_of_every_process(
    server_settings: Settings, unused_tcp_port: int, collector: Collector, workers: str
) -> None:
    settings = server_settings.model_copy(update={"otel_exporter_otlp_endpoint": collector.url})
    # They all wait until then.
    more = {"OTEL_BSP_SCHEDULE_DELAY": "3600000", "WEB_CONCURRENCY": workers}
    await serve_and_stop(settings, unused_tcp_port, **more)

    assert [span.name for span in collector.spans] == ["GET"] * REQUESTS
