"""Each error is reported to Sentry once, and no secret with it."""

import pytest

from app.config import Settings
from tests.sentry.leaks import ROUTES, TOKEN, find_leaks, get, post_form, stop
from tests.sentry.server import SentryServer, name_exception
from tests.servers import run_server
from tests.sockets import connect, open_websocket

pytestmark = pytest.mark.slow

FAILING_TASK = """
from datetime import timedelta
from app import tasks

tasks.RETRY_SECONDS = 0.0
runs = []

async def fail():
    runs.append(1)
    if len(runs) == 2:
        raise LookupError("the task")
    if len(runs) > 2:
        raise OSError("the next run")

app.extensions["QUART_TASKS"].add_periodic_task(fail, timedelta(seconds=0.05), name="fail")
"""


async def test_an_error_is_reported_without_secrets(
    server_settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port, ROUTES) as server:
        answer = await post_form(unused_tcp_port)
        await sentry.wait_for(2)
        await stop(server)

    line, error = sorted(sentry.events, key=lambda event: "exception" in event)
    exception = error["exception"]["values"][0]
    assert answer.startswith("HTTP/1.1 500")
    assert error["transaction"] == error["request"]["url"] == "/links/<token>"
    assert error["request"]["method"] == "POST"
    assert error["tags"]["request_id"] in answer
    assert error["user"] == {"id": "user-1"}
    assert error["environment"] == "test"
    assert exception["type"] == "LookupError"
    assert exception["value"].startswith("Nothing for [scrubbed] at http://")
    assert exception["stacktrace"]["frames"][-1]["function"] == "open_link"
    assert line["logentry"]["message"] == "Nothing for %s"
    assert line["tags"] == error["tags"]
    assert find_leaks(sentry) == []


async def test_an_error_of_a_websocket_is_reported_once(
    server_settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port, ROUTES) as server:
        async with connect(unused_tcp_port) as (reader, writer):
            await open_websocket(reader, writer, f"/socket/{TOKEN}?code=query-0123456789")
            await sentry.wait_for(1)
        await stop(server)

    assert [event["transaction"] for event in sentry.events] == ["/socket/<token>"]
    assert find_leaks(sentry) == []


async def test_an_error_in_the_middle_of_a_response_is_reported_once(
    server_settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port, ROUTES) as server:
        assert await get(unused_tcp_port, f"/stream/{TOKEN}") == 200
        await sentry.wait_for(1)
        await stop(server)

    (event,) = sentry.events
    # Quart 0.23 raises it in a group.
    assert "LookupError" in {part["type"] for part in event["exception"]["values"]}
    assert find_leaks(sentry) == []


async def test_refusals_are_not_reported_and_lines_of_the_log_only_now_and_then(
    settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    async with run_server(settings, unused_tcp_port, ROUTES) as server:
        found = [await get(unused_tcp_port, f"/refused/{n}") for n in (409, 503, 503, 503)]
        missing = await get(unused_tcp_port, f"/no-page/{TOKEN}")
        await stop(server)

    assert [*found, missing] == [409, 503, 503, 503, 404]
    assert [event["logentry"]["formatted"] for event in sentry.events] == ["Lost: 409"]


async def test_a_failed_task_is_reported_once(
    settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    changed = settings.model_copy(update={"run_tasks": True})
    async with run_server(changed, unused_tcp_port, FAILING_TASK) as server:
        await sentry.wait_for(2)
        await stop(server)

    assert [name_exception(event) for event in sentry.events[:2]] == ["LookupError", "OSError"]
    assert sentry.events[0]["logentry"]["formatted"] == "The task fail failed"
