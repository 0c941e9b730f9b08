"""The addresses that a browser opens: the way to a provider, and the way back.

They change something although they are opened with GET, as the standard has it. A form could not
lead to a provider, because our Content-Security-Policy sends forms to this site alone.
"""

from collections.abc import Callable
from datetime import timedelta

from quart import Blueprint, current_app, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_rate_limiter import rate_limit
from werkzeug.exceptions import Unauthorized

from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user
from app.oidc.errors import START_AGAIN, LoginRefused
from app.oidc.identities import log_in, log_in_with_code, offer_link
from app.oidc.login import begin_login, read_answer
from app.oidc.settings import require_provider
from app.web.hosts import is_local_path
from app.web.security import public

blueprint = Blueprint("oidc", __name__)


@blueprint.get("/login/oidc/<provider_id>")
@public
@rate_limit(10, timedelta(minutes=1))
async def start_login(provider_id: str) -> ResponseReturnValue:
    provider = require_provider(provider_id)
    return redirect(await begin_login(provider, find_destination()), 303)


def find_destination() -> str:
    """Return the page of this site to which the person goes afterwards."""
    going_to = request.args.get("next", "")
    if is_local_path(going_to):
        return going_to
    find_home: Callable[[], str] | None = current_app.extensions.get("OIDC_HOME")
    return find_home() if find_home else "/"


@blueprint.get("/login/oidc/<provider_id>/link")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def start_link(provider_id: str) -> ResponseReturnValue:
    provider = require_provider(provider_id)
    going_to = find_destination()
    return redirect(await begin_login(provider, going_to, current_user.user.id), 303)


@blueprint.get("/login/oidc/<provider_id>/callback")
@public
@rate_limit(10, timedelta(minutes=1))
async def finish_login(provider_id: str) -> ResponseReturnValue:
    provider = require_provider(provider_id)
    answer = await read_answer(provider)
    if answer.user_id:
        if not await current_user.is_authenticated or current_user.user.id != answer.user_id:
            raise LoginRefused(START_AGAIN)
        offer_link(answer.identity, answer.user_id)
        return redirect(answer.going_to, 303)
    try:
        await log_in(provider, answer.identity)
    except Unauthorized:
        # This answer works once. Ask at an address that can be opened again, and has the next one.
        path = url_for("oidc.continue_login", provider_id=provider_id, next=answer.going_to)
        return redirect(path, 303)
    return redirect(answer.going_to, 303)


@blueprint.get("/login/oidc/<provider_id>/continue")
@public
@rate_limit(10, timedelta(minutes=1))
async def continue_login(provider_id: str) -> ResponseReturnValue:
    """Go on with a login that needs more than the provider's answer, such as a code."""
    require_provider(provider_id)
    await log_in_with_code("")
    return redirect(find_destination(), 303)
