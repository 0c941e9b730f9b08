"""The mail of the app as pages, in development alone."""

import pytest
from quart import Quart

from app import create_app
from app.config import Settings
from app.mail.delivery import deliver_mail
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


async def test_it_is_there_after_it_was_sent(app: Quart) -> None:
    path = await queue_greeting(app)
    async with app.app_context():
        await deliver_mail()

    html = await (await app.test_client().get(f"{path}/html")).get_data(as_text=True)

    assert "<p>Dear Ada, this is Test app" in html


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
