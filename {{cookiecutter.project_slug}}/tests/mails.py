"""An SMTP server for the tests, and functions that read and change the outbox."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from jinja2 import FileSystemLoader
from quart import Quart

from app.config import PROJECT_FOLDER, Settings
from app.db import connect, transaction
from app.mail.outbox import queue_mail
from app.mail.rendering import get_text_environment

# The tests have a mail of their own, `mail/greeting`.
loader = get_text_environment().loader
assert isinstance(loader, FileSystemLoader)
loader.searchpath.append(str(PROJECT_FOLDER / "tests"))


class Inbox:
    """The server. It gives the `answers` first, then accepts mail and keeps it in `messages`.

    `clients` are the names that clients gave themselves when they sent it.

    While `is_open` is not set, it does not answer.
    """

    def __init__(self) -> None:
        self.port = 0
        self.answers: list[str] = []
        self.asked = 0
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.messages: list[EmailMessage] = []
        self.used_tls: list[bool] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.clients: list[str] = []

    @property
    def recipients(self) -> list[str]:
        return sorted(message["To"] for message in self.messages)

    def settings(self, settings: Settings, url: str = "smtp://localhost") -> Settings:
        """Return the settings with this server as the mail server."""
        changes = {"smtp_url": f"{url}:{self.port}", "mail_from": "app@example.com"}
        return settings.model_copy(update=changes)

    def authenticate(self, *details: Any) -> AuthResult:
        login = details[-1]
        self.logins.append((login.login, login.password))
        return AuthResult(success=True)

    async def handle_RCPT(  # noqa: N802, the name and arguments are those of aiosmtpd
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        self.asked += 1
        await self.is_open.wait()
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.clients.append(session.host_name)
        assert isinstance(envelope.content, bytes)
        assert server.transport is not None
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        self.used_tls.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"


@asynccontextmanager
async def run_inbox(
    starttls: ssl.SSLContext | None = None, smtps: ssl.SSLContext | None = None
) -> AsyncIterator[Inbox]:
    inbox = Inbox()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            inbox,
            hostname="localhost",
            tls_context=starttls,
            authenticator=inbox.authenticate,
            auth_require_tls=False,
        ),
        *("127.0.0.1", 0),
        ssl=smtps,
    )
    inbox.port = server.sockets[0].getsockname()[1]
    try:
        yield inbox
    finally:
        server.close()
        await server.wait_closed()


async def queue_greetings(app: Quart, recipients: Sequence[str], name: str = "Ada") -> None:
    async with app.app_context(), transaction() as connection:
        for recipient in recipients:
            await queue_mail(connection, recipient, "Hello", "mail/greeting", name=name)


async def read_outbox(app: Quart) -> list[dict[str, Any]]:
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all(
            """SELECT outbox.*, state, due_at, attempts, error
                 FROM outbox JOIN jobs ON jobs.id = job_id
                ORDER BY outbox.created_at, outbox.id"""
        )
    return [dict(row) for row in rows]


async def make_due(app: Quart) -> None:
    """Make the next attempt due, as if the time until then had passed."""
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE jobs SET due_at = created_at WHERE due_at IS NOT NULL")


async def wait_until(condition: Any) -> None:
    """Wait, until the test's own timeout at most."""
    while not condition():  # noqa: ASYNC110, there is no event to wait for
        await asyncio.sleep(0.02)


async def wait_until_sent(app: Quart) -> None:
    while not all(row["sent_at"] for row in await read_outbox(app)):  # noqa: ASYNC110, as above
        await asyncio.sleep(0.05)
