"""The mailbox: pages that show all mail in development, so that no mail server is needed."""

from uuid import UUID

from quart import Blueprint, Quart, Response, current_app, render_template, request
from quart_rate_limiter import rate_exempt
from werkzeug.exceptions import Forbidden, NotFound

from app.config import Settings
from app.db import connect
from app.mail.messages import StoredMail, select_mail, select_newest_mail
from app.web.development import is_from_this_machine
from app.web.security import public

blueprint = Blueprint(
    "mailbox", __name__, url_prefix="/mailbox", template_folder="templates", static_folder="static"
)


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    # Anywhere else, it would show everyone links that open accounts.
    if settings.app_env == "development":
        app.register_blueprint(blueprint)


@blueprint.before_request
async def refuse_others() -> None:
    """Refuse people who come by one of `DEVELOPMENT_HOSTS`, because that may be anyone."""
    if not is_from_this_machine(request):
        port = current_app.config["SETTINGS"].port
        raise Forbidden(
            f"Open the mailbox on the machine that runs the app, at http://localhost:{port}/mailbox."
        )


@blueprint.get("")
@public
@rate_exempt
async def list_mails() -> str:
    async with connect() as connection:
        mails = await select_newest_mail(connection)
    return await render_template("mailbox/list.html", mails=mails)


@blueprint.get("/<uuid:mail_id>")
@public
@rate_exempt
async def show_mail(mail_id: UUID) -> str:
    return await render_template("mailbox/mail.html", mail=await find_mail(mail_id))


@blueprint.get("/<uuid:mail_id>/html")
@public
@rate_exempt
async def show_html(mail_id: UUID) -> Response:
    # As programs for mail show it: with its styles, and nothing else that it could do.
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    html = (await find_mail(mail_id)).html
    return Response(html, headers={"Content-Security-Policy": policy})


async def find_mail(mail_id: UUID) -> StoredMail:
    async with connect() as connection:
        mail = await select_mail(connection, str(mail_id))
    if mail is None:
        raise NotFound("There is no such message.")
    return mail
