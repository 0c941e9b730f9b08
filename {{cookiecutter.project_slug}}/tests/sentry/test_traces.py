"""The time of requests is reported to Sentry if the app decides so, and no secret with it."""

import pytest

from app.config import Settings
from tests.sentry.leaks import ROUTES, TOKEN, find_leaks, get, post_form, post_login, stop
from tests.sentry.server import SentryServer
from tests.servers import run_server

pytestmark = pytest.mark.slow


async def test_requests_are_traced_without_secrets(
    settings: Settings,
    sentry: SentryServer,
    monkeypatch: pytest.MonkeyPatch,
    unused_tcp_port: int,
) -> None:
    monkeypatch.setenv("SENTRY_TRACES_SAMPLE_RATE", "1")
    async with run_server(settings, unused_tcp_port, ROUTES) as server:
        await post_form(unused_tcp_port)
        await post_login(unused_tcp_port)
        for path in ("/livez", "/readyz", f"/no-page/{TOKEN}"):
            await get(unused_tcp_port, path)
        await get(unused_tcp_port, "/refused/409", "Accept: text/event-stream\r\n")
        await stop(server)

    texts = [span["description"] for trace in sentry.traces for span in trace["spans"]]
    assert [trace["transaction"] for trace in sentry.traces] == ["/links/<token>", "/api/sessions"]
    assert {trace["request"]["method"] for trace in sentry.traces} == {"POST"}
    # Queries are measured on PostgreSQL alone.
    is_on_postgres = settings.database_url.startswith("postgres")
    assert is_on_postgres == any("FROM users" in text for text in texts)
    assert all(trace["tags"]["request_id"] for trace in sentry.traces)
    assert find_leaks(sentry) == []


async def test_a_client_cannot_ask_to_be_traced(
    settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    async with run_server(settings, unused_tcp_port) as server:
        asked = f"sentry-trace: {'a' * 32}-{'b' * 16}-1\r\n"
        await get(unused_tcp_port, "/api/users/me", asked)
        await stop(server)

    assert sentry.received == b""
