"""The addresses that a browser opens: the way to a provider, and the way back.

They change something although they are opened with GET, as the standard has it. A form could not
lead to a provider, because our Content-Security-Policy sends forms to this site alone.
"""

from datetime import timedelta

from quart import Blueprint, redirect, request
from quart.typing import ResponseReturnValue
from quart_rate_limiter import rate_limit

from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user
from app.oidc.errors import START_AGAIN, LoginRefused
from app.oidc.identities import log_in, offer_link
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
    return redirect(await begin_login(provider, find_local_path()), 303)


def find_local_path() -> str:
    """Return the page of this site to which the person goes afterwards."""
    going_to = request.args.get("next", "")
    return going_to if is_local_path(going_to) else "/"


@blueprint.get("/account/oidc/<provider_id>/link")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def start_link(provider_id: str) -> ResponseReturnValue:
    provider = require_provider(provider_id)
    going_to = find_local_path()
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
    else:
        await log_in(provider, answer.identity)
    return redirect(answer.going_to, 303)
