"""The page on which admins invite people."""

from pydantic import ValidationError
from quart import flash, redirect, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import Conflict

from app.accounts.models import Address
from app.accounts.registration import invite_person
from app.accounts.sessions import admin_required
from app.admin.pages import blueprint
from app.pages.rendering import collect_messages, read_form, render_form


@blueprint.get("/invite")
@admin_required
async def show_invitation() -> ResponseReturnValue:
    return await render_form("admin/invite.html")


@blueprint.post("/invite")
@admin_required
async def send_invitation() -> ResponseReturnValue:
    try:
        email = (await read_form(Address)).email
        await invite_person(email)
    except ValidationError as error:
        return await render_form("admin/invite.html", collect_messages(error))
    except Conflict as error:
        return await render_form("admin/invite.html", {"email": str(error.description)})
    await flash(f"We sent an invitation to {email}.", "done")
    return redirect(url_for("admin_pages.list_people"), 303)
