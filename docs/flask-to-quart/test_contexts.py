"""The differences in contexts, tasks and threads, as tests. The guide quotes them in pairs."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any

import flask
import pytest
import quart
from quart.utils import run_sync

IS_022 = version("quart").startswith("0.22.")


def test_flask_has_an_application_context() -> None:
    app = flask.Flask(__name__)

    with app.app_context():
        flask.g.number = 7
        assert flask.current_app.name == app.name


async def test_quart_has_an_application_context() -> None:
    app = quart.Quart(__name__)

    async with app.app_context():
        quart.g.number = 7
        assert quart.current_app.name == app.name


def test_a_thread_of_flask_has_no_context() -> None:
    app = flask.Flask(__name__)
    found: list[bool] = []

    with app.app_context():
        thread = threading.Thread(target=lambda: found.append(flask.has_app_context()))
        thread.start()
        thread.join()

    assert found == [False]


async def test_a_thread_of_run_sync_has_the_context() -> None:
    app = quart.Quart(__name__)

    def read_number() -> tuple[int, bool]:
        return quart.g.number, threading.current_thread() is threading.main_thread()

    async with app.app_context():
        quart.g.number = 7
        assert await run_sync(read_number)() == (7, False)


async def answer_in(app: quart.Quart, view: Callable[[], Awaitable[str]]) -> str:
    app.add_url_rule("/", "view", view)
    response = await app.test_client().get("/")
    return str(await response.get_data(as_text=True))


async def test_a_task_keeps_the_context_of_its_request() -> None:
    app = quart.Quart(__name__)

    async def read_context() -> str:
        return f"{quart.request.path} {quart.g.number}"

    async def view() -> str:
        quart.g.number = 7
        return await asyncio.create_task(read_context())

    assert await answer_in(app, view) == "/ 7"


async def test_a_background_task_has_a_g_of_its_own() -> None:
    app = quart.Quart(__name__)
    found: list[Any] = []

    async def look() -> None:
        found.extend(
            [quart.current_app.name, quart.has_request_context(), hasattr(quart.g, "number")]
        )

    async def view() -> str:
        quart.g.number = 7
        app.add_background_task(look)
        return "started"

    async with app.test_app():
        assert await answer_in(app, view) == "started"
    # On 0.22 the request is still there, long after its answer. On 0.23 it is not.
    assert found == [app.name, IS_022, False]


async def test_a_background_task_gets_arguments() -> None:
    app = quart.Quart(__name__)
    found: list[int] = []

    async def remember(number: int) -> None:
        found.append(number)

    @app.get("/")
    async def start() -> str:
        quart.g.number = 7
        app.add_background_task(remember, quart.g.number)
        return "started"

    async with app.test_app():
        await app.test_client().get("/")
    assert found == [7]


async def test_a_synchronous_view_runs_in_a_thread() -> None:
    app = quart.Quart(__name__)

    @app.get("/")
    def name_thread() -> str:
        is_main = threading.current_thread() is threading.main_thread()
        return f"{quart.request.path} {is_main}"

    response = await app.test_client().get("/")
    assert await response.get_data(as_text=True) == "/ False"


def create_meeting(in_thread: bool) -> quart.Quart:
    """Create an application in which one request waits, blocking, for another one."""
    app = quart.Quart(__name__)
    arrived = threading.Event()

    if in_thread:

        @app.get("/wait")
        def wait() -> str:
            return str(arrived.wait(60))
    else:

        @app.get("/wait")
        async def wait() -> str:
            return str(arrived.wait(0.2))

    @app.get("/arrive")
    async def arrive() -> str:
        arrived.set()
        return "here"

    return app


@pytest.mark.parametrize(("in_thread", "met"), [(True, "True"), (False, "False")])
async def test_a_blocking_call_stops_every_request(in_thread: bool, met: str) -> None:
    client = create_meeting(in_thread).test_client()

    waiting, _ = await asyncio.gather(client.get("/wait"), client.get("/arrive"))

    assert await waiting.get_data(as_text=True) == met
