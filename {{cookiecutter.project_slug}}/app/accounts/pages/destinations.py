"""Where a page sends people: to the login page, and then on to where they were going."""

from quart import flash, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import Unauthorized as LoginRequired
from quart_auth import logout_user

from app.accounts.models import User
from app.accounts.sessions import current_user, start_session
from app.pages import find_links
from app.pages.error_pages import answer_error
from app.pages.rendering import is_for_page, is_for_part, render_form
from app.web.cross_site import SAFE_METHODS
from app.web.hosts import is_local_path


def find_destination() -> str:
    """Return the page to which the person was going, or else the first link of the navigation."""
    going_to = request.args.get("next", "")
    if is_local_path(going_to):
        return going_to
    return url_for(find_links("main", "account")[0].endpoint)


async def render_for_visitor(page: str) -> ResponseReturnValue:
    """Show a page to visitors. If people are already logged in, send them on."""
    if await current_user.is_authenticated:
        return redirect(find_destination(), 303)
    return await render_form(page)


async def render_bad_link(purpose: str) -> ResponseReturnValue:
    """Say that a link from an email does not work, and lead to the page that mails a new one."""
    return await render_template("accounts/bad_link.html", purpose=purpose), 422


async def log_in_and_redirect(user: User, password_hash: str | None = None) -> ResponseReturnValue:
    """Log the user in, and send them on to where they were going."""
    await start_session(user, password_hash)
    return redirect(find_destination(), 303)


async def ask_for_login(error: LoginRequired) -> ResponseReturnValue:
    """Send people to the login page, and back to this page once they have logged in.

    If you submit a form after your session ended, your text is kept: the page stays open, and you
    can submit it again after logging in in another tab.
    """
    has_ended = is_for_page() and current_user.auth_id is not None
    if has_ended:
        logout_user()  # The cookie is of no use any longer.
    if not is_for_page() or is_for_part() or request.method not in SAFE_METHODS:
        return await answer_error(error)
    if has_ended:
        await flash("Your session has ended. Please log in again.", "note")
    return redirect(url_for("accounts_pages.show_login", next=request.full_path.rstrip("?")), 303)
