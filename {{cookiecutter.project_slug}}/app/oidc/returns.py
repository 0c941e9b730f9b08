"""The way back to pages that are drawn in the browser, if a login did not work or needs more.

The browser opens the addresses of `redirects.py`, so their errors lead to a page. That asks here
for the sentence to show. `told` in its address says of what kind it is.
"""

from datetime import timedelta
from urllib.parse import urlencode

from msgspec import Struct
from quart import Blueprint, redirect, request
from quart.typing import ResponseReturnValue
from quart_schema import tag_blueprint, validate_response
from werkzeug.exceptions import HTTPException, Unauthorized

from app.accounts.own_password import FreshLoginRequired
from app.accounts.sessions import current_user
from app.frontend import is_for_page
from app.oidc import redirects
from app.oidc.errors import AccountExists
from app.oidc.login import BEGUN, Attempt
from app.web.cookies import recall_value, remember_value
from app.web.errors import answer_with_problem, create_problem
from app.web.schemes import session_only
from app.web.security import public

KEPT_FOR = timedelta(minutes=1)

blueprint = Blueprint("oidc_returns", __name__, url_prefix="/api/oidc")
tag_blueprint(blueprint, ["OpenID Connect"])
session_only(blueprint)


class Refusal(Struct):
    """The reason why the login at a provider did not work. It is empty after a minute."""

    detail: str


@blueprint.get("/refusal")
@public
@validate_response(Refusal)
async def show_refusal() -> Refusal:
    """Show why this browser's last login at a provider did not work."""
    return Refusal(recall_value("oidc-refusal", KEPT_FOR) or "")


@redirects.blueprint.errorhandler(HTTPException)
async def lead_to_page(error: HTTPException) -> ResponseReturnValue:
    """Lead browsers to the page that says why, or that asks for more. Answer programs as ever."""
    if not is_for_page():
        return await answer_with_problem(error)
    problem = create_problem(error)
    remember_value("oidc-refusal", problem.detail, KEPT_FOR)
    if isinstance(error, AccountExists):
        return open_page("/login", told="note", next="/account/oidc/link")
    if isinstance(error, FreshLoginRequired):
        return open_page("/account/confirm", next="/account/security")
    if await current_user.is_authenticated:
        return open_page("/account/security", told="refused")
    if isinstance(error, Unauthorized) and problem.type != "about:blank":
        return open_page("/oidc/step", type=problem.type, next=find_destination())
    return open_page("/login", told="refused", next=find_destination())


def find_destination() -> str:
    """Return where the person was going, as this address or the login that began says."""
    begun = recall_value("oidc", BEGUN.lifetime)
    return request.args.get("next") or (Attempt(*begun).going_to if begun else "")


def open_page(path: str, **query: str) -> ResponseReturnValue:
    return redirect(f"{path}?{urlencode({key: text for key, text in query.items() if text})}", 303)
