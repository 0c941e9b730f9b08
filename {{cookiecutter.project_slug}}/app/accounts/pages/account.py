"""The pages of your own account: profile, devices and deletion."""

from uuid import UUID

from pydantic import ValidationError
from quart import Response, flash, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from werkzeug.exceptions import NotFound

from app.accounts import own_account, sessions
from app.accounts.models import Profile
from app.accounts.own_password import fresh_login_required
from app.accounts.pages import blueprint
from app.accounts.sessions import current_user
from app.pages.rendering import collect_messages, is_for_part, render_form, render_part
from app.times import TIME_ZONES

SORTED_TIME_ZONES = sorted(TIME_ZONES)


@blueprint.get("/account")
@login_required
async def show_profile() -> ResponseReturnValue:
    return await render_profile()


@blueprint.post("/account/profile")
@login_required
async def update_profile() -> ResponseReturnValue:
    form = await request.form
    try:
        # `read_form` leaves out empty fields, but here an empty name removes the one before.
        profile = Profile.model_validate({key: form.get(key, "") for key in Profile.model_fields})
        await own_account.change_profile(profile)
    except ValidationError as error:
        return await render_profile(collect_messages(error))
    await flash("Saved.", "done")
    return redirect(url_for("accounts_pages.show_profile"), 303)


@blueprint.get("/account/sessions")
@login_required
async def list_sessions() -> Response:
    return await render_sessions()


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@fresh_login_required
async def end_session(session_id: UUID) -> ResponseReturnValue:
    if not await sessions.end_session(str(session_id)):
        raise NotFound("You have no such session.")
    return await answer_with_sessions("The device was logged out.")


@blueprint.post("/account/sessions/end-others")
@fresh_login_required
async def end_other_sessions() -> ResponseReturnValue:
    await sessions.end_other_sessions()
    return await answer_with_sessions("Every other device was logged out.")


@blueprint.get("/account/delete")
@fresh_login_required
async def show_deletion() -> str:
    return await render_template("accounts/delete.html", user=current_user.user)


@blueprint.post("/account/delete")
@fresh_login_required
async def delete_account() -> ResponseReturnValue:
    await own_account.delete_account()
    await flash("Your account was deleted.", "done")
    return redirect(url_for("pages.show_home"), 303)


async def render_profile(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    user = current_user.user
    return await render_form("accounts/profile.html", errors, user=user, zones=SORTED_TIME_ZONES)


async def render_sessions() -> Response:
    return await render_part(
        "accounts/sessions.html",
        "accounts/_sessions.html",
        sessions=await sessions.list_sessions(),
        zone=current_user.user.time_zone,
    )


async def answer_with_sessions(notice: str) -> ResponseReturnValue:
    """Give HTMX the list as it is now, with the notice, and send a browser back to the page."""
    await flash(notice, "done")
    if is_for_part():
        return await render_sessions()
    return redirect(url_for("accounts_pages.list_sessions"), 303)
