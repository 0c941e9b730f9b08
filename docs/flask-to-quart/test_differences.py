"""The differences between Flask and Quart, as tests. The guide quotes them in pairs.

`test_contexts.py` has those of contexts, tasks and threads.
"""

import asyncio
import inspect
from datetime import timedelta
from pathlib import Path

import flask
import pytest
import quart
from flask_app import create_app
from flask_app.mails import send_welcome
from flask_login import current_user
from quart_rate_limiter import RateLimiter, rate_limit

SECRET_KEY = "the same in both applications"


def test_flask_reads_a_form() -> None:
    app = flask.Flask(__name__)

    @app.post("/shout")
    def shout() -> str:
        return flask.request.form["word"].upper()

    response = app.test_client().post("/shout", data={"word": "hey"})
    assert response.text == "HEY"


async def test_quart_reads_a_form() -> None:
    app = quart.Quart(__name__)

    @app.post("/shout")
    async def shout() -> str:
        return (await quart.request.form)["word"].upper()

    response = await app.test_client().post("/shout", form={"word": "hey"})
    assert await response.get_data(as_text=True) == "HEY"


async def test_a_forgotten_await_is_an_error() -> None:
    app = quart.Quart(__name__)

    @app.post("/shout")
    async def shout() -> str:
        return quart.request.form["word"].upper()

    with pytest.warns(RuntimeWarning, match="never awaited"):
        response = await app.test_client().post("/shout", form={"word": "hey"})
    assert response.status_code == 500


def test_what_to_await() -> None:
    awaited = "flash make_response render_template render_template_string send_file"
    plain = "abort get_flashed_messages jsonify redirect url_for"

    for name in f"{awaited} send_from_directory".split():
        assert inspect.iscoroutinefunction(getattr(quart, name)), name
    for name in plain.split():
        assert not inspect.iscoroutinefunction(getattr(quart, name)), name


async def test_what_of_a_request_to_await() -> None:
    app = quart.Quart(__name__)
    async with app.test_request_context("/?a=1", method="POST", form={"b": "2"}):
        request = quart.request
        for waits in (request.form, request.files, request.json, request.get_data(), request.data):
            assert inspect.isawaitable(waits)
            if isinstance(waits, asyncio.Future) or inspect.iscoroutine(waits):
                waits.close()
        assert request.args["a"] == "1"
        assert request.method == "POST"


def test_both_read_one_session() -> None:
    """The session is the same signed cookie, if both have one SECRET_KEY and cookie name."""
    flask_app, quart_app = flask.Flask(__name__), quart.Quart(__name__)
    flask_app.secret_key = quart_app.secret_key = SECRET_KEY
    of_flask = flask_app.session_interface.get_signing_serializer(flask_app)
    of_quart = quart_app.session_interface.get_signing_serializer(quart_app)

    assert of_quart.loads(of_flask.dumps({"_user_id": "7"})) == {"_user_id": "7"}
    assert of_flask.loads(of_quart.dumps({"_user_id": "7"})) == {"_user_id": "7"}
    assert flask_app.config["SESSION_COOKIE_NAME"] == quart_app.config["SESSION_COOKIE_NAME"]


def test_quart_has_limits_that_flask_has_not() -> None:
    flask_config, quart_config = flask.Flask(__name__).config, quart.Quart(__name__).config

    assert flask_config["MAX_CONTENT_LENGTH"] is None
    assert quart_config["MAX_CONTENT_LENGTH"] == 16 * 1024 * 1024
    assert (quart_config["BODY_TIMEOUT"], quart_config["RESPONSE_TIMEOUT"]) == (60, 60)


async def test_an_extension_of_flasks_needs_the_patch() -> None:
    app = quart.Quart(__name__)
    async with app.test_request_context("/"):
        assert not flask.has_request_context()
        assert current_user._get_current_object() is None


async def test_celery_takes_a_task_from_a_coroutine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    create_app()

    await asyncio.to_thread(send_welcome.delay, "ann@example.com")

    assert len(list(tmp_path.glob("queue/*.msg"))) == 1


async def test_quart_rate_limiter_trusts_a_header_and_counts_every_method() -> None:
    app = quart.Quart(__name__)
    RateLimiter(app)

    @app.route("/", methods=["GET", "POST"])
    @rate_limit(1, timedelta(days=1))
    async def answer() -> str:
        return "not limited"

    async with app.test_app():
        client = app.test_client()
        for address in ("192.0.2.1", "192.0.2.2"):
            response = await client.get("/", headers={"X-Forwarded-For": address})
            assert response.status_code == 200
        response = await client.post("/", headers={"X-Forwarded-For": "192.0.2.2"})
        assert response.status_code == 429
