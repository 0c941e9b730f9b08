"""Requests that no browser sends: none leads to a 5xx or a trace in the log."""

import pytest

from app.config import Settings
from tests.servers import serve_here
from tests.sockets import WEBSOCKET, ask, read_status

# Not as a request for a WebSocket either.
TARGETS = {
    b"?a=1": 400,
    b"?": 400,
    b"*": 400,
    b"livez": 400,
    b"localhost:80": 400,
    b"http://localhost": 400,
    b"http://[/livez": 400,
    b"/\xff": 400,
    b"/?\xff": 400,
    b"//localhost/livez": 404,
    b"/%zz%": 404,
    b"/%ff": 404,
    b"/%00": 404,
    b"/docs/static/%00": 404,
    b"/docs/static/%2e%2e/%2e%2e/x": 404,
    b"/docs/static/" + b"a/" * 3000: 404,
    b"/" + b"a" * 15_000: 404,
    b"/" + b"a" * 70_000: 431,
}
NAMES = [
    *("Accept", "Accept-Encoding", "Accept-Language", "Access-Control-Request-Headers"),
    *("Authorization", "Connection", "Content-Type", "Cookie", "Expect", "Forwarded", "Host"),
    *("If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since"),
    *("Last-Event-ID", "Origin", "Range", "Referer", "Sec-Fetch-Site", "Sec-WebSocket-Extensions"),
    *("Sec-WebSocket-Key", "Sec-WebSocket-Protocol", "Transfer-Encoding", "Upgrade"),
    *("User-Agent", "X-Forwarded-For", "X-Forwarded-Host"),
]
VALUES = [
    *(b"", b"\xff\xfe", b"a" * 300, b';,="', b"[", b"http://[", b"http://[::1"),
    *(b"bytes=-1", b"bytes=9-1", b"bytes=0-1,5-6", b"bytes=" + b"9" * 30 + b"-", b"items=0-1"),
    *(b"*/*;q=nan", b"text/html;q=1e400", b"a..b", b".", b"xn--\xff", b"-1", b"100-continue"),
    *(b"Thu, 01 Jan 0001 00:00:00 -9999", b"Thu, 99 Foo 99999 99:99:99 GMT", b'W/"'),
    *(b"application/json; charset=nonsense", b"application/json; charset*=utf-8''%ff"),
    *(b"multipart/form-data", b"multipart/form-data; boundary=", b"Basic " + b"A" * 1001),
    b"permessage-deflate; server_max_window_bits=abc",
]
LENGTHS = [b"-1", b"+5", b"1e3", b"0x10", b"1, 2", b"9" * 30, b"\xff"]


async def test_targets_that_are_no_paths(
    server_settings: Settings, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve_here(server_settings, unused_tcp_port):
        for target, status in TARGETS.items():
            plain = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % target
            websocket = b"GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n" % (target, WEBSOCKET.encode())
            assert await read_status(unused_tcp_port, plain) == status, target
            # To a request for a WebSocket, a path of another route is a 400.
            assert await read_status(unused_tcp_port, websocket) in {400, status}, target
        proxied = b"GET http://a:80/livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        assert (await ask(unused_tcp_port, proxied)).startswith(b"HTTP/1.1 200")

    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.fuzz
@pytest.mark.parametrize("name", NAMES)
async def test_headers_that_no_browser_sends(
    server_settings: Settings, unused_tcp_port: int, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    async with serve_here(server_settings, unused_tcp_port):
        for value in VALUES:
            for start in (b"GET /docs/static/docs.js", b"POST /api/sessions", b"GET /echo"):
                if name == "Connection" and b"static" in start:
                    continue  # It would stay open, and a file is closed late if its client leaves.
                request = build_request(start, name.encode(), value)
                status = await read_status(unused_tcp_port, request)
                # 501 is the answer to any Transfer-Encoding but chunked.
                assert status < 500 or status == 501, (start, value)

    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("length", LENGTHS)
async def test_lengths_that_are_no_numbers(
    server_settings: Settings, unused_tcp_port: int, length: bytes
) -> None:
    start = b"POST /api/sessions HTTP/1.1\r\nHost: localhost\r\n"
    async with serve_here(server_settings, unused_tcp_port):
        status = await read_status(
            unused_tcp_port, b"%sContent-Length: %s\r\n\r\n" % (start, length)
        )

    assert status in {400, 413, 415}


def build_request(start: bytes, name: bytes, value: bytes) -> bytes:
    """Return a request with the header, once in place of the usual one of that name."""
    usual = {b"Host": b"localhost", b"Content-Type": b"application/json", b"Connection": b"close"}
    if start == b"GET /echo":
        usual |= {b"Connection": b"Upgrade", b"Upgrade": b"websocket"}
        usual |= {
            b"Sec-WebSocket-Version": b"13",
            b"Sec-WebSocket-Key": b"AAAAAAAAAAAAAAAAAAAAAA==",
        }
    body = b"{}" if start.startswith(b"POST") else b""
    if body and name != b"Transfer-Encoding":
        usual[b"Content-Length"] = b"2"
    lines = [b"%s: %s\r\n" % line for line in {**usual, name: value}.items()]
    return b"%s HTTP/1.1\r\n%s\r\n%s" % (start, b"".join(lines), body)


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: b\r\n"], ids=["none", "two"])
async def test_a_request_names_one_host(
    server_settings: Settings, unused_tcp_port: int, hosts: bytes
) -> None:
    async with serve_here(server_settings, unused_tcp_port):
        answer = await ask(unused_tcp_port, b"GET /livez HTTP/1.1\r\n%s\r\n" % hosts)

    assert answer.startswith(b"HTTP/1.1 400")


async def test_headers_have_a_limit(server_settings: Settings, unused_tcp_port: int) -> None:
    start = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
    many = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 100) for number in range(1_000))
    async with serve_here(server_settings, unused_tcp_port):
        for headers in (many, b"X-Long: " + b"a" * 100_000):
            assert await read_status(unused_tcp_port, start + headers + b"\r\n\r\n") == 431
            # Nor is a header taken that has no end.
            assert await read_status(unused_tcp_port, start + headers) == 431
