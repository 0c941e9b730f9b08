"""The mail of the app as pages, in development alone."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from quart import Quart

from app import create_app
from app.config import Settings
from app.db import connect
from app.jobs.runner import run_due_jobs
from tests.mails import queue_greetings, read_outbox

ADA = "ada@example.com"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"app_env": "development"})


async def queue_greeting(app: Quart, name: str = "Ada") -> str:
    loader = app.jinja_env.loader
    await queue_greetings(app, [ADA], name)
    app.jinja_env.loader = loader
    (mail,) = await read_outbox(app)
    return f"/mailbox/{mail['id']}"


async def test_a_message_is_one_click_away(app: Quart) -> None:
    path = await queue_greeting(app)
    client = app.test_client()

    mails = await (await client.get("/mailbox")).get_data(as_text=True)
    mail = await (await client.get(path)).get_data(as_text=True)

    assert f'<a href="{path}">Hello · Test app</a>' in mails
    assert f"To {ADA}" in mails
    assert '<a href="http://127.0.0.1:8000' in mail


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the clock of this machine to another time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
async def test_the_list_shows_times_by_the_clock_of_this_machine(app: Quart) -> None:
    await queue_greeting(app)
    async with app.app_context(), connect() as connection:
        noon = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)
        await connection.execute("UPDATE outbox SET created_at = :noon", {"noon": noon})

    mails = await (await app.test_client().get("/mailbox")).get_data(as_text=True)

    assert "1 Mar 2026, 21:34:56 JST</time>" in mails


async def test_it_is_there_after_it_was_sent(app: Quart) -> None:
    path = await queue_greeting(app)
    await run_due_jobs(app)

    html = await (await app.test_client().get(f"{path}/html")).get_data(as_text=True)

    assert ">Dear Ada, this is Test app" in html


async def test_a_message_has_its_styles_and_can_do_nothing_else(app: Quart) -> None:
    path = await queue_greeting(app)

    response = await app.test_client().get(f"{path}/html")

    (policy,) = response.headers.getlist("Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_nothing_in_a_message_is_taken_for_html(app: Quart) -> None:
    path = await queue_greeting(app, name="<script>alert(1)</script>")
    client = app.test_client()

    for page in (path, f"{path}/html"):
        html = await (await client.get(page)).get_data(as_text=True)

        assert "&lt;script&gt;" in html
        assert "<script>" not in html


async def test_an_empty_mailbox_says_so(app: Quart) -> None:
    response = await app.test_client().get("/mailbox")

    assert "No mail yet." in await response.get_data(as_text=True)


async def test_a_message_that_is_not_there_is_404(app: Quart) -> None:
    response = await app.test_client().get("/mailbox/00000000-0000-4000-8000-000000000000")

    assert response.status_code == 404


@pytest.mark.parametrize("app_env", ["test", "production"])
async def test_elsewhere_there_is_no_mailbox(settings: Settings, app_env: str) -> None:
    app = create_app(settings.model_copy(update={"app_env": app_env}))
    async with app.test_app():
        path = await queue_greeting(app)
        client = app.test_client()
        statuses = [(await client.get(page)).status_code for page in ("/mailbox", path)]

    assert statuses == [404, 404]
