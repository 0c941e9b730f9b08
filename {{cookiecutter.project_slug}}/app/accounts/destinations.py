"""Where a page sends people: to the log-in page, and back to where they were going."""

from urllib.parse import urlsplit

from quart import redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import Unauthorized as LoginRequired
from quart_auth import logout_user

from app.accounts.models import User
from app.accounts.relying_party import list_relying_parties
from app.accounts.sessions import current_user, start_session
from app.cross_site import SAFE_METHODS
from app.error_pages import answer_error
from app.pages import find_links, is_for_page, is_for_part, is_local_path, render_form


def find_destination() -> str:
    """Where the person was going, else the first link of the navigation."""
    going_to = request.args.get("next", "")
    if is_local_path(going_to):
        return going_to
    links = find_links()
    return url_for(links[0].endpoint if links else "account_pages.show_account")


async def show_to_stranger(page: str) -> ResponseReturnValue:
    """Whoever is in already needs no form to come in."""
    if await current_user.is_authenticated:
        return redirect(find_destination(), 303)
    return await render_form(page)


async def let_in(user: User, password_hash: str | None = None) -> ResponseReturnValue:
    """Log in, and go on to where the person was going."""
    await start_session(user, password_hash)
    return redirect(find_destination(), 303)


async def ask_for_login(error: LoginRequired) -> ResponseReturnValue:
    """Send a person to the log-in page, and back to where they are afterwards.

    Who sends something stays where it was typed: it can be sent again after a log-in elsewhere.
    """
    if is_for_page() and current_user.auth_id is not None:
        logout_user()  # The session has ended, so the cookie is of no more use.
    if not is_for_page() or is_for_part() or request.method not in SAFE_METHODS:
        return await answer_error(error)
    return redirect(url_for("accounts_pages.show_login", next=request.full_path.rstrip("?")), 303)


def find_other_origin() -> str | None:
    """Where to open the page instead, if passkeys do not work where it is.

    It is empty where they work nowhere. The host alone counts: a browser that follows a link names
    no origin, and a proxy may not say whether it was asked by HTTPS.
    """
    origins = [party.origin for party in list_relying_parties()]
    if request.host in {urlsplit(origin).netloc for origin in origins}:
        return None
    return origins[0] if origins else ""
