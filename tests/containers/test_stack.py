"""All of compose.yaml, used over HTTPS, also while parts of it are away."""

import json
import re
import socket
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection

import pytest
from running import wait_until

from containers.stacks import (
    PERSON,
    WEB,
    Browser,
    Stack,
)

pytestmark = pytest.mark.slow


def test_a_person_logs_in_and_keeps_todos(browser: Browser) -> None:
    answer = browser.log_in()
    assert answer.status == 201
    assert "Strict-Transport-Security" not in answer.headers  # as this is localhost
    cookie = browser.cookies["__Host-auth"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")

    assert browser.ask("POST", "/api/todos", {"task": "Walk"}).status == 201
    assert [todo["task"] for todo in browser.ask("GET", "/api/todos").data["items"]] == ["Walk"]
    assert browser.ask("DELETE", "/api/sessions/current").status == 204
    assert browser.ask("GET", "/api/todos").status == 401


def test_the_app_is_ready_with_all_its_parts(browser: Browser) -> None:
    assert browser.ask("GET", "/readyz").data == {"status": "ok"}


def test_plain_http_leads_to_https(stack: Stack) -> None:
    with closing(HTTPConnection("127.0.0.1", stack.port(80))) as connection:
        connection.request("GET", "/x", headers={"Host": "localhost"})
        response = connection.getresponse()

    assert (response.status, response.headers["Location"]) == (308, "https://localhost/x")


def test_newer_http_is_offered(browser: Browser) -> None:
    browser.tls.set_alpn_protocols(["h2"])
    with (
        socket.create_connection(("127.0.0.1", browser.port)) as connection,
        browser.tls.wrap_socket(connection, server_hostname="localhost") as tls,
    ):
        assert tls.selected_alpn_protocol() == "h2"
    browser.tls.set_alpn_protocols(["http/1.1"])
    assert browser.ask("GET", "/livez").headers["Alt-Svc"].startswith('h3=":443"')


def test_answers_are_compressed(browser: Browser) -> None:
    answer = browser.ask("GET", "/openapi.json", **{"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"


def test_static_files_come_compressed_and_are_kept(browser: Browser) -> None:
    page = browser.ask("GET", "/docs").body.decode()
    (path,) = re.findall(r'href="([^"]*/static/[^"]+\.css)"', page)[:1]

    answer = browser.ask("GET", path, **{"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Cache-Control"].endswith("immutable")


def test_a_page_hears_of_changes_immediately_and_delays_no_stop(
    stack: Stack, browser: Browser
) -> None:
    browser.log_in()
    with closing(HTTPSConnection("localhost", browser.port, context=browser.tls)) as connection:
        connection.request("GET", "/api/todos/events", headers=browser.headers())
        stream = connection.getresponse()
        assert stream.readline() == b"retry: 1000\n"
        browser.ask("POST", "/api/todos", {"task": "Listen"})
        assert [stream.readline(), stream.readline()] == [b"\n", b"data: changed\n"]

        stopping = threading.Thread(target=stack.compose, args=("stop", *WEB))
        started = time.monotonic()
        stopping.start()
        assert stream.read() == b"\n"
        assert time.monotonic() - started < 6
        stopping.join()
    away = browser.ask("GET", "/livez")
    assert (away.status, away.headers["Retry-After"]) == (503, "5")
    stack.compose("start", *WEB)
    wait_until(lambda: browser.ask("GET", "/readyz").status == 200)


def test_a_websocket_is_opened_to_our_own_pages_alone(browser: Browser) -> None:
    browser.log_in()
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }

    def open_websocket(origin: str) -> int:
        with closing(HTTPSConnection("localhost", browser.port, context=browser.tls)) as connection:
            headers = {**browser.headers(), **handshake, "Origin": origin}
            connection.request("GET", "/api/presence", headers=headers)
            return connection.getresponse().status

    assert open_websocket("https://localhost") == 101
    assert open_websocket("https://evil.example") == 403


def test_nobody_hides_behind_a_forged_address(stack: Stack, browser: Browser) -> None:
    statuses = []
    # Attempts are counted by account too, and the others here log in.
    guess = {**PERSON, "email": "grace@example.com"}
    for number in range(12):
        forged = {"X-Forwarded-For": f"10.9.8.{number}", "Forwarded": f"for=10.9.8.{number}"}
        statuses.append(browser.ask("POST", "/api/sessions", guess, **forged).status)

    assert statuses[-1] == 429
    keys = stack.compose("exec", "--no-TTY", "redis", "redis-cli", "keys", "*")
    assert "10.9.8." not in keys
    # Nor does everybody count as one, which is Caddy.
    assert stack.compose("exec", "--no-TTY", "caddy", "hostname", "-i") not in keys


def test_a_forged_host_is_not_taken_for_ours(browser: Browser) -> None:
    evil = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}

    assert browser.ask("POST", "/api/users", PERSON, **evil).status == 403


def test_a_body_that_is_too_large_gets_the_apps_own_answer(browser: Browser) -> None:
    for _ in range(5):
        answer = browser.ask("POST", "/api/users", b" " * 3_000_000)
        assert (answer.status, answer.data["status"]) == (413, 413)


def test_stopping_the_app_cuts_no_request_and_loses_nothing(stack: Stack, browser: Browser) -> None:
    browser.log_in()
    body = json.dumps({"task": "Last words"}).encode()
    with closing(HTTPSConnection("localhost", browser.port, context=browser.tls)) as connection:
        connection.putrequest("POST", "/api/todos", skip_host=True)
        for name, value in (browser.headers() | {"Content-Length": str(len(body))}).items():
            connection.putheader(name, value)
        connection.endheaders(body[:5])
        time.sleep(0.5)
        stopping = threading.Thread(target=stack.compose, args=("stop", *WEB))
        stopping.start()
        time.sleep(2)
        connection.send(body[5:])
        status = connection.getresponse().status
        stopping.join()

    assert status == 201
    # Neither was killed, as Docker does after ten seconds.
    assert [stack.inspect(web, ".State.ExitCode") for web in WEB] == ["0", "0"]
    starting = threading.Thread(target=stack.compose, args=("start", WEB[0]))
    starting.start()
    asked = time.monotonic()
    answer = browser.ask("GET", "/api/todos")
    # Caddy holds requests for ten seconds while the app is away. A busy machine may take longer.
    assert answer.status == 200 or time.monotonic() - asked >= 10
    starting.join()
    stack.compose("start", *WEB)
    wait_until(lambda: browser.ask("GET", "/readyz").status == 200)
    tasks = [todo["task"] for todo in browser.ask("GET", "/api/todos").data["items"]]
    assert "Last words" in tasks


def test_mail_waits_in_the_database_for_a_server(stack: Stack, browser: Browser) -> None:
    assert browser.ask("POST", "/api/users", {**PERSON, "email": "new@example.com"}).status == 202

    def shows(words: str, part: str) -> bool:
        return part in stack.compose("exec", "--no-TTY", "tasks", "app", words)

    wait_until(lambda: "SMTP_URL is not set" in stack.compose("logs", "tasks"))
    assert shows("list-mail", "1 waiting, 0 sent, 0 given up")
    assert shows("list-tasks", "ok")
    # A link that opens an account is in no log.
    assert "token=" not in stack.compose("logs", "tasks", *WEB)


def test_the_periodic_tasks_end_when_they_are_told_to(stack: Stack) -> None:
    stack.compose("stop", "tasks")

    assert stack.inspect("tasks", ".State.ExitCode") == "0"
    assert "Traceback" not in stack.compose("logs", "tasks")
    stack.compose("start", "tasks")


def test_without_redis_each_process_counts_by_itself(stack: Stack, browser: Browser) -> None:
    stack.compose("stop", "redis")

    assert browser.log_in().status == 201
    assert browser.ask("GET", "/readyz").data == {"status": "degraded", "problems": ["redis"]}
    stack.compose("start", "redis")
    wait_until(lambda: browser.ask("GET", "/readyz").data == {"status": "ok"})


def test_without_its_database_the_app_says_so_and_recovers(stack: Stack, browser: Browser) -> None:
    browser.log_in()
    browser.ask("POST", "/api/todos", {"task": "Survive"})
    stack.compose("rm", "--stop", "--force", "postgres")

    assert browser.ask("GET", "/readyz").status == 503
    assert browser.ask("GET", "/api/todos").status == 503
    assert browser.ask("GET", "/livez").status == 200
    # A new container with the data of the old one.
    stack.compose("up", "--wait", "postgres")
    wait_until(lambda: browser.ask("GET", "/readyz").status == 200)
    tasks = [todo["task"] for todo in browser.ask("GET", "/api/todos").data["items"]]
    assert "Survive" in tasks
