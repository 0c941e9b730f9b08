"""A line for each request, and nothing in it that is secret."""

import json
import logging
from io import StringIO

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.logs import create_handler
from tests.accounts.people import read_token
from tests.constants import CREDENTIALS, PASSWORD


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


async def test_whatever_a_request_logs_has_its_id(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = StringIO()
    monkeypatch.setattr("sys.stderr", output)
    handler = create_handler()
    logger = logging.getLogger("app.views")
    logger.addHandler(handler)

    @app.get("/noted")
    async def note() -> str:
        logger.warning("something of note")
        return ""

    response = await app.test_client().get("/noted")
    logger.removeHandler(handler)

    line = json.loads(output.getvalue())
    assert line["message"] == "something of note"
    assert line["request_id"] == response.headers["X-Request-ID"]


def test_a_terminal_gets_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", output := Terminal())
    handler = create_handler()

    handler.handle(logging.makeLogRecord({"msg": "readable", "levelname": "INFO"}))

    assert output.getvalue().endswith(" INFO readable\n")
