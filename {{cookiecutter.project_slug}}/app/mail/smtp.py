"""SMTP: sends a message to the mail server, or to the log if there is none."""

import logging
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import aiosmtplib
from quart import current_app

from app.config import Settings
from app.mail.headers import POLICY, parse_sender

logger = logging.getLogger(__name__)

# The longest wait for each reply of the server.
ANSWER_SECONDS = 10.0


class Mail(NamedTuple):
    """A message to one person. A mail program shows `html` if there is any, else `text`."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str = ""


async def send_mail(mail: Mail) -> None:
    """Send a message immediately. Raise `SMTPException` or `OSError` if that fails.

    Views use `queue_mail` of the outbox instead, which tries again.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.smtp_url and settings.is_production:
        raise OSError("SMTP_URL is not set")  # Links that open accounts must not be logged.
    if not settings.smtp_url:
        logger.info("Mail to %s: %s\n%s", mail.recipient, mail.subject, mail.text)
        return
    server = urlsplit(settings.smtp_url)
    await aiosmtplib.send(
        compose_message(mail, settings),
        hostname=server.hostname,
        port=server.port,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        # Never send a password without TLS. Otherwise use TLS if the server offers it.
        start_tls=True if server.scheme == "smtp" and server.username else None,
        timeout=ANSWER_SECONDS,
        local_hostname=settings.ehlo_name,
    )


def compose_message(mail: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["To"] = Address(addr_spec=mail.recipient)  # exactly one address, else an error
    message["From"] = parse_sender(settings.mail_from)
    message["Subject"] = mail.subject
    # The same at each attempt, so that a mail program can recognize a duplicate.
    message["Message-ID"] = f"<{mail.id}@{settings.ehlo_name}>"
    message["Date"] = datetime.now(UTC)
    message["Auto-Submitted"] = "auto-generated"  # Prevents out-of-office replies.
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message
