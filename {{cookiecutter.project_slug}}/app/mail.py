"""Mail: over SMTP where there is a server for it, in the log where there is none."""

import logging
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib
from quart import current_app

from app.config import Settings

logger = logging.getLogger(__name__)


async def send_mail(recipient: str, subject: str, text: str) -> None:
    """Hand one message to the SMTP server; raises `aiosmtplib.SMTPException` if it refuses."""
    settings: Settings = current_app.config["SETTINGS"]
    message = EmailMessage()
    message["To"] = recipient
    message["From"] = settings.mail_from
    message["Subject"] = subject
    message.set_content(text)
    if not settings.smtp_url:
        logger.info("Mail to %s, not sent as SMTP_URL is not set: %s\n%s", recipient, subject, text)
        return
    server = urlsplit(settings.smtp_url)
    await aiosmtplib.send(
        message,
        hostname=server.hostname,
        port=server.port,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=10,
    )
