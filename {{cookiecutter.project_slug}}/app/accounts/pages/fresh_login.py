"""The page that asks for the password again, and leads back to where the person was."""

from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import ValidationError
from quart import Quart, Response, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit

from app.accounts.own_password import (
    WRONG_PASSWORD,
    FreshLoginRequired,
    OwnPassword,
    confirm_login,
    has_password,
)
from app.accounts.pages import blueprint
from app.accounts.pages.destinations import find_destination
from app.accounts.sessions import current_user
from app.pages.error_pages import answer_error
from app.pages.rendering import collect_messages, is_for_page, is_for_part, read_form, render_form

PAGE = "accounts/fresh_login.html"


def add_confirmation(app: Quart, template: str) -> None:
    """Include `template` in the page for people who have no password to confirm.

    Plug in from the `init_app` of a feature's pages:
    `add_confirmation(app, "badges/_confirmation.html")`.
    """
    app.extensions["CONFIRMATIONS"].append(template)


@blueprint.get("/account/confirm")
@login_required
async def show_fresh_login() -> ResponseReturnValue:
    return await render_form(PAGE, user=current_user.user, has_password=await has_password())


@blueprint.post("/account/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
async def confirm_password() -> ResponseReturnValue:
    try:
        is_right = await confirm_login((await read_form(OwnPassword)).password)
        errors = {} if is_right else {"password": WRONG_PASSWORD}
    except ValidationError as error:
        errors = collect_messages(error)
    if errors:
        return await render_form(PAGE, errors, user=current_user.user, has_password=True)
    return redirect(find_destination(), 303)


async def ask_for_password(error: FreshLoginRequired) -> ResponseReturnValue:
    """Send people to the page that asks for their password, and from there back to this page.

    Answer programs with problem details instead.
    """
    if not is_for_page():
        return await answer_error(error)
    if request.method == "GET" and not is_for_part():
        here = request.full_path.rstrip("?")
    else:
        # The page with the form or the button. HTMX names it in a header of its own.
        page = urlsplit(request.headers.get("HX-Current-URL", request.referrer or ""))
        here = page.path or url_for("accounts_pages.show_profile")
    url = url_for("accounts_pages.show_fresh_login", next=here)
    if is_for_part():
        # HTMX follows a redirect by itself and would put the whole page into a part of this one.
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)
