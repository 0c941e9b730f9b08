"""A line for each request, and nothing in it that is secret."""

import asyncio
import json
import logging
import os
import sys
from datetime import datetime, timedelta
from io import StringIO
from time import sleep

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import logs
from app.config import Settings
from app.logs import LineWriter, create_handler
from tests.accounts.people import read_token
from tests.constants import CREDENTIALS, PASSWORD, PATIENCE
from tests.servers import make_environment, wait_until_listening
from tests.sockets import read_status


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def lines_of(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "app.logs"]


async def test_a_request_leaves_one_line(
    user_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    response = await user_client.get("/api/users/me")

    (line,) = lines_of(caplog)
    user = await response.get_json()
    assert line.getMessage().startswith("GET /api/users/me 200 ")
    fields = vars(line)
    assert (fields["method"], fields["path"], fields["status"]) == ("GET", "/api/users/me", 200)
    assert fields["user_id"] == user["id"]
    assert fields["request_id"] == response.headers["X-Request-ID"]
    assert fields["duration_ms"] >= 0
    assert fields["address"] == "<local>"


async def test_questions_for_the_health_are_not_worth_a_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await client.get("/readyz")

    assert [line.levelno for line in lines_of(caplog)] == [logging.DEBUG]


async def test_what_is_refused_is_logged_too(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await client.get("/nowhere")

    assert [vars(line)["status"] for line in lines_of(caplog)] == [404]


async def test_a_fault_is_logged_with_its_trace(
    app: Quart, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/fault")
    async def fail() -> str:
        raise RuntimeError("a fault")

    await app.test_client().get("/fault")

    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.exc_info and str(record.exc_info[1]) for record in errors] == ["a fault"]


async def test_no_line_holds_a_secret(app: Quart, caplog: pytest.LogCaptureFixture) -> None:
    client = app.test_client()
    caplog.set_level("DEBUG")
    await client.post("/api/users", json=CREDENTIALS)
    token = await read_token(app)
    await client.post("/api/users/confirm", json={"token": token})
    response = await client.post("/api/sessions", json=CREDENTIALS)
    await client.get("/livez?token=hidden")

    cookie = response.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    for secret in (PASSWORD, token, cookie, "hidden", app.config["SECRET_KEY"]):
        assert secret not in caplog.text


async def test_a_path_cannot_begin_a_line_of_its_own(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await client.get("/%0d%0aERROR forged")

    (line,) = lines_of(caplog)
    assert "\n" not in line.getMessage()
    assert "\r" not in line.getMessage()


async def test_whatever_a_request_logs_has_its_id(app: Quart) -> None:
    handler = create_handler()
    logger = logging.getLogger("app.views")
    logger.addHandler(handler)

    @app.get("/noted")
    async def note() -> str:
        logger.warning("something of note")
        return ""

    response = await app.test_client().get("/noted")
    logger.removeHandler(handler)

    line = json.loads(handler.queue.get_nowait())
    assert line["message"] == "something of note"
    assert line["request_id"] == response.headers["X-Request-ID"]


def test_a_terminal_gets_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    handler = create_handler()

    handler.handle(logging.makeLogRecord({"msg": "readable", "levelname": "INFO"}))

    assert handler.queue.get_nowait().endswith(" INFO readable")


def test_a_program_gets_json_with_the_time_in_utc() -> None:
    handler = create_handler()

    handler.handle(logging.makeLogRecord({"msg": "readable", "levelname": "INFO", "name": "app"}))

    line = json.loads(handler.queue.get_nowait())
    assert datetime.fromisoformat(line.pop("timestamp")).utcoffset() == timedelta(0)
    assert line == {"level": "INFO", "logger": "app", "message": "readable"}


def test_lines_that_find_no_room_are_dropped_and_counted(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "QUEUE_SIZE", 2)
    handler = create_handler()
    for number in range(5):
        handler.handle(logging.makeLogRecord({"msg": f"line {number}", "levelname": "INFO"}))
    writer = LineWriter(handler)

    writer.start()
    while handler.dropped:
        sleep(0.01)
    writer.stop()

    lines = [json.loads(line)["message"] for line in capfd.readouterr().err.splitlines()]
    assert lines == ["line 0", "line 1", "3 log lines were dropped"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
async def test_a_log_that_nobody_reads_holds_up_neither_requests_nor_the_stop(
    settings: Settings, unused_tcp_port: int
) -> None:
    program = "from app.cli import main; main()"
    reading, writing = os.pipe()
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, "serve"),
        env={**make_environment(settings), "PORT": str(unused_tcp_port)},
        stderr=writing,
    )
    os.close(writing)
    try:
        await wait_until_listening(unused_tcp_port)
        # Together more than a pipe holds.
        path = b"/" + b"x" * 10_000
        request = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path
        statuses = {await read_status(unused_tcp_port, request) for _ in range(30)}
        server.terminate()
        status = await asyncio.wait_for(server.wait(), PATIENCE)
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
        os.close(reading)

    assert (statuses, status) == ({404}, 0)
