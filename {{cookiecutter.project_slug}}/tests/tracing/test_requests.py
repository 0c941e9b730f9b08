"""The spans of requests: named by route, in the trace of the client, and without its data."""

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from quart import Quart, Response, websocket
from quart.typing import TestClientProtocol as Client

from app.live.streams import stream_events
from app.web.security import public
from tests.accounts.people import create_user, log_in, read_token
from tests.collectors import Collector, read_attributes
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.streams import open_stream, read_websocket_status
from tests.tracing.conftest import Trace

SESSION = "5f0786e8-0edf-42e6-8ba5-044b583e789e"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


async def test_without_the_setting_there_are_no_hooks(app: Quart) -> None:
    hooks = [*app.before_request_funcs[None], *app.teardown_request_funcs[None]]

    assert "TRACING" not in app.extensions
    assert [hook for hook in hooks if "Tracing" in getattr(hook, "__qualname__", "")] == []


async def test_a_span_is_named_by_its_route(trace: Trace, collector: Collector) -> None:
    async with trace() as app:
        await app.test_client().delete(f"/api/sessions/{SESSION}?token=hidden")

    (span,) = [span for span in collector.spans if span.kind == Span.SPAN_KIND_SERVER]
    attributes = read_attributes(span.attributes)
    route = attributes.pop("http.route")
    assert [path for path, _, _ in collector.requests] == ["/v1/traces"]
    assert span.name == f"DELETE {route}"
    assert route.startswith("/api/sessions/<")
    assert not span.parent_span_id
    assert span.status.code == Status.STATUS_CODE_UNSET
    assert attributes == {
        "http.request.method": "DELETE",
        "http.response.status_code": 401,
        "url.scheme": "http",
    }


async def test_what_strangers_make_up_is_no_name(trace: Trace, collector: Collector) -> None:
    async with trace() as app:
        client = app.test_client()
        await client.get("/of-nobody/1")
        await client.open("/livez", method="BREW", json=None)

    assert [span.name for span in collector.spans] == ["GET", "HTTP"]
    assert b"nobody" not in collector.received
    assert b"BREW" not in collector.received


async def test_questions_for_the_health_are_not_worth_a_span(
    trace: Trace, collector: Collector
) -> None:
    async with trace() as app:
        await app.test_client().get("/readyz")

    assert collector.spans == []


async def test_a_trace_of_the_client_goes_on(trace: Trace, collector: Collector) -> None:
    async with trace() as app:
        response = await app.test_client().get("/nowhere", headers={"traceparent": TRACEPARENT})

    (span,) = collector.spans
    assert response.status_code == 404
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == (TRACE, PARENT)


async def test_a_client_may_say_that_its_trace_is_not_recorded(
    trace: Trace, collector: Collector
) -> None:
    async with trace() as app:
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-00"}
        await app.test_client().post("/api/sessions", json=CREDENTIALS, headers=headers)

    assert collector.spans == []


@pytest.mark.parametrize(
    "sent",
    ["", "x", "é", f"00-{TRACE}-{'0' * 16}-01", TRACEPARENT * 1000, f"ff-{TRACE}-{PARENT}-01"],
)
async def test_a_broken_traceparent_begins_a_new_trace(
    trace: Trace, collector: Collector, sent: str
) -> None:
    async with trace() as app:
        headers = {"traceparent": sent, "tracestate": "=" * 1000}
        response = await app.test_client().get("/nowhere", headers=headers)

    (span,) = collector.spans
    assert response.status_code == 404
    assert span.trace_id.hex() != TRACE
    assert not span.parent_span_id


async def test_a_fault_is_noted_without_its_message(trace: Trace, collector: Collector) -> None:
    async with trace() as app:

        @app.get("/fault")
        @public
        async def fail() -> str:
            secret = "-".join(("a", "secret"))
            raise RuntimeError(f"it holds {secret}")

        await app.test_client().get("/fault")

    (span,) = collector.spans
    (event,) = span.events
    noted = read_attributes(event.attributes)
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert read_attributes(span.attributes)["http.response.status_code"] == 500
    assert read_attributes(span.attributes)["error.type"] == "RuntimeError"
    assert (event.name, noted["exception.type"]) == ("exception", "RuntimeError")
    assert "in fail\n" in noted["exception.stacktrace"]
    assert b"a-secret" not in collector.received


async def test_no_span_holds_a_secret(trace: Trace, collector: Collector) -> None:
    async with trace() as app:
        client = app.test_client()
        await client.post("/api/users", json=CREDENTIALS)
        token = await read_token(app)
        await client.get(f"/confirm?token={token}")
        await client.post("/api/users/confirm", json={"token": token})
        response = await client.post("/api/sessions", json=CREDENTIALS)
        user = await (await client.get("/api/users/me?token=hidden")).get_json()
        await client.patch("/api/users/me", json={"name": "Ada of the tests"})

    cookie = response.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    named = {span.name for span in collector.spans}
    assert {"POST /api/users", "POST /api/sessions", "GET /api/users/me"} <= named
    for secret in (PASSWORD, EMAIL, token, cookie, "hidden", user["id"], "Ada", "127.0.0.1"):
        assert secret.encode() not in collector.received, secret


async def test_a_websocket_is_traced_until_it_is_accepted(
    trace: Trace, collector: Collector
) -> None:
    async with trace() as app:
        client = add_websocket(app)
        async with client.websocket("/echo", headers={"traceparent": TRACEPARENT}) as connection:
            for text in ("one", "two"):
                await connection.send(text)
                assert await connection.receive() == text
            assert app.extensions["TRACING"].provider.force_flush()
            (span,) = collector.spans

    assert (span.name, span.trace_id.hex()) == ("GET /echo", TRACE)
    assert read_attributes(span.attributes)["http.response.status_code"] == 101
    assert collector.spans == [span]


async def test_a_websocket_that_is_refused_is_traced_too(
    trace: Trace, collector: Collector
) -> None:
    async with trace() as app:
        client = add_websocket(app)
        status = await read_websocket_status(client, "/echo", origin="https://enemy.example")

    (span,) = collector.spans
    assert status == 403
    assert read_attributes(span.attributes)["http.response.status_code"] == 403


def add_websocket(app: Quart) -> Client:
    @app.websocket("/echo")
    @public
    async def echo() -> None:
        while True:
            await websocket.send(await websocket.receive())

    return app.test_client()


async def test_a_stream_is_traced_until_it_begins(trace: Trace, collector: Collector) -> None:
    async with trace() as app:

        @app.get("/events")
        @public
        async def show_events() -> Response:
            async def may_continue() -> bool:
                return True

            return await stream_events("changes", may_continue)

        async with open_stream(app.test_client(), "/events"):
            assert app.extensions["TRACING"].provider.force_flush()
            (span,) = collector.spans

    assert span.name == "GET /events"


async def test_each_app_has_tracing_of_its_own(
    trace: Trace, collector: Collector, app: Quart
) -> None:
    async with trace():
        await create_user(app)
        await log_in(app)

    assert collector.requests == []
