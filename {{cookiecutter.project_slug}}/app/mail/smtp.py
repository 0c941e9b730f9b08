"""Mail: over SMTP where there is a server for it, in the log where there is none."""

import logging
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import aiosmtplib
from quart import current_app

from app.config import Settings

logger = logging.getLogger(__name__)

# For each answer of the server.
ANSWER_SECONDS = 10.0


class Mail(NamedTuple):
    """One message to one person. With `html` a mail program shows that, else the text."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str = ""


async def send_mail(mail: Mail) -> None:
    """Hand it to the SMTP server at once; raises `SMTPException` or `OSError` if that fails.

    Views queue their mail in `app/outbox.py` instead, which tries again.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.smtp_url and settings.is_production:
        raise OSError("SMTP_URL is not set")  # A log is no place for links that open accounts.
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
        # Else it is used where the server offers it. No password goes out without.
        start_tls=True if server.scheme == "smtp" and server.username else None,
        timeout=ANSWER_SECONDS,
    )


def compose_message(mail: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = Address(addr_spec=mail.recipient)  # one, or an error
    message["From"] = settings.mail_from
    message["Subject"] = mail.subject
    # The same at each attempt, so that whoever gets a message twice can tell.
    message["Message-ID"] = f"<{mail.id}@{urlsplit(settings.base_url).hostname}>"
    message["Date"] = datetime.now(UTC)
    message["Auto-Submitted"] = "auto-generated"  # So that nobody's absence is answered to it.
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message
