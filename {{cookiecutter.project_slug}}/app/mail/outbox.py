"""The outbox: mail is stored in the transaction that causes it, and sent by a job."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import aiosmtplib
from quart import Quart, current_app

from app.config import Settings
from app.db import Connection, connect
from app.jobs import GiveUp, TryAgain, add_job, queue_job
from app.jobs.runner import save_surely
from app.mail import messages
from app.mail.rendering import render_mail
from app.mail.smtp import Mail, send_mail

# Each of them is a connection to the mail server.
AT_ONCE = 20
ATTEMPT_SECONDS = 30.0
# The codes of RFC 3463 and RFC 7505 for an address: no such mailbox, no such domain, not written as
# an address, moved, a domain that takes no mail.
BAD_ADDRESS = re.compile(r"5\.1\.(1|2|3|6|10)\b")


def init_app(app: Quart) -> None:
    add_job(app, deliver_mail, at_once=AT_ONCE)
    tasks = app.extensions["QUART_TASKS"]
    tasks.add_periodic_task(messages.delete_old_mail, timedelta(hours=1), name="delete-old-mail")


async def queue_mail(
    connection: Connection, recipient: str, subject: str, mail: str, **context: Any
) -> None:
    """Store a message made from the mail `<feature>/<name>`, such as `accounts/confirm`.

    If the transaction of `connection` is rolled back, no mail is sent. Otherwise the job
    `deliver-mail` sends it within seconds.
    """
    settings: Settings = current_app.config["SETTINGS"]
    # A header is one line, even if the name of the app has line breaks.
    subject = " ".join(f"{subject} · {settings.app_name}".split())
    text, html = render_mail(mail, settings, **context)
    mail_id = str(uuid4())
    job_id = await queue_job(connection, deliver_mail, mail_id)
    await messages.insert_mail(connection, job_id, Mail(mail_id, recipient, subject, text, html))


async def deliver_mail(mail_id: str) -> None:
    """Send a message, if it has not been deleted or sent since."""
    async with connect() as connection:
        mail = await messages.select_unsent_text(connection, mail_id)
    if mail is None:
        return
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            await send_mail(mail)
    except (aiosmtplib.SMTPException, OSError) as error:  # also at the timeout
        raise (GiveUp if is_permanent(error) else TryAgain)(repr(error)) from error
    # Without SMTP, as in development, the mailbox shows the text.
    settings: Settings = current_app.config["SETTINGS"]

    async def save_sent(connection: Connection) -> None:
        await messages.update_sent(connection, mail_id, forget_text=bool(settings.smtp_url))

    await save_surely(save_sent)


def is_permanent(error: Exception) -> bool:
    """Return whether the server says that the address itself is wrong.

    A number alone does not: with 550, servers also refuse the sender, the network it is in or a
    password, which are wrong for every message until someone corrects them.
    """
    if not isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return False
    return all(BAD_ADDRESS.match(refused.message) for refused in error.recipients)
