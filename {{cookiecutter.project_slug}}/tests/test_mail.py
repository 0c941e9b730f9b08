"""Mail, to a real SMTP server."""

from collections.abc import Callable, Iterator
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from click.testing import Result
from quart import Quart

from app.config import Settings
from app.mail import send_mail

Run = Callable[..., Result]


class Inbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def inbox(unused_tcp_port: int) -> Iterator[Inbox]:
    controller = Controller(Inbox(), hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    yield controller.handler
    controller.stop()


@pytest.fixture
def settings(settings: Settings, unused_tcp_port: int) -> Settings:
    url = f"smtp://127.0.0.1:{unused_tcp_port}"
    changes = {"smtp_url": url, "mail_from": "app@example.com"}
    return settings.model_copy(update=changes)


def test_a_test_mail_arrives(run_command: Run, inbox: Inbox) -> None:
    result = run_command("send-test-mail", "ada@example.com")

    assert result.exit_code == 0
    (message,) = inbox.messages
    assert message["To"] == "ada@example.com"
    assert message["From"] == "app@example.com"
    assert message["Subject"] == "Test from Test app"


def test_a_server_that_is_away_is_named(run_command: Run) -> None:
    result = run_command("send-test-mail", "ada@example.com")

    assert result.exit_code == 1
    assert "SMTP_URL" in result.output


async def test_without_a_server_mail_goes_to_the_log(
    app: Quart, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"smtp_url": ""})

    async with app.app_context():
        await send_mail("ada@example.com", "Hello", "The text")

    assert "ada@example.com" in caplog.text
    assert "The text" in caplog.text
