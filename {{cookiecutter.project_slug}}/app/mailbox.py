"""A page that shows the mail, so that its links work without a mail server, in development."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from quart import Blueprint, Quart, render_template
from quart_rate_limiter import rate_exempt
from werkzeug.exceptions import NotFound

from app.config import Settings
from app.db import connect
from app.security import public

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")


class KeptMail(NamedTuple):
    """A message of the outbox, sent or not."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    created_at: datetime


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    # Everywhere else it would show anybody the links that open accounts.
    if settings.app_env == "development":
        app.register_blueprint(blueprint)


@blueprint.get("")
@public
@rate_exempt
async def list_mails() -> str:
    return await render_template("mailbox/list.html", mails=await select_mails())


@blueprint.get("/<uuid:mail_id>")
@public
@rate_exempt
async def show_mail(mail_id: UUID) -> str:
    return await render_template("mailbox/mail.html", mail=await select_mail(mail_id))


@blueprint.get("/<uuid:mail_id>/html")
@public
@rate_exempt
async def show_html(mail_id: UUID) -> str:
    return (await select_mail(mail_id)).html


async def select_mails() -> list[KeptMail]:
    async with connect() as connection:
        rows = await connection.fetch_all(
            """SELECT id, recipient, subject, text, html, created_at FROM outbox
                ORDER BY created_at DESC LIMIT 50"""
        )
    return [KeptMail(**row) for row in rows]


async def select_mail(mail_id: UUID) -> KeptMail:
    async with connect() as connection:
        row = await connection.fetch_first(
            """SELECT id, recipient, subject, text, html, created_at FROM outbox
                WHERE id = :id""",
            {"id": str(mail_id)},
        )
    if row is None:
        raise NotFound("There is no such message.")
    return KeptMail(**row)
