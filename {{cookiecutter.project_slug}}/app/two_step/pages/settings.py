"""The pages that turn two-step login on and off."""

from datetime import timedelta
from secrets import compare_digest

from pydantic import ValidationError
from quart import flash, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit

from app.accounts.login import count_own_attempt
from app.accounts.models import User
from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user
from app.pages.rendering import collect_messages, read_form, render_form
from app.two_step import codes
from app.two_step.models import AuthenticatorOffer, Code
from app.two_step.pages import blueprint

OUT_OF_DATE = "This QR code is out of date. Start again."


@blueprint.get("/account/security/turn-on")
@fresh_login_required
async def show_turn_on() -> ResponseReturnValue:
    return await render_question("two_step/turn_on.html", is_on=False)


@blueprint.post("/account/security/turn-on")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def turn_on() -> ResponseReturnValue:
    """Show the QR code in the answer itself: it holds the secret, so it must not have a URL."""
    offer = await codes.offer_authenticator(current_user.user)
    if offer is None:
        return redirect_to_security()
    return await render_form("two_step/scan.html", offer=offer)


@blueprint.post("/account/security/turn-on/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
async def confirm_turn_on() -> ResponseReturnValue:
    user = current_user.user
    try:
        code = (await read_form(Code)).code
        await count_own_attempt(user)
        recovery_codes = await codes.confirm_authenticator(user, code)
        errors = {"code": codes.WRONG_CODE}
    except ValidationError as error:
        recovery_codes, errors = None, collect_messages(error)
    if recovery_codes:
        return await render_recovery_codes("Two-step login is now on.", recovery_codes)
    offer = await find_offer(user, (await request.form).get("secret", ""))
    if offer is None:
        return await render_question("two_step/turn_on.html", {"form": OUT_OF_DATE}, is_on=False)
    return await render_form("two_step/scan.html", errors, offer=offer)


@blueprint.post("/account/security/recovery-codes")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def renew_recovery_codes() -> ResponseReturnValue:
    """Show the codes in the answer itself, as they must not have a URL."""
    recovery_codes = await codes.renew_recovery_codes(current_user.user)
    if recovery_codes is None:
        return redirect_to_security()
    return await render_recovery_codes("Your old codes no longer work.", recovery_codes)


@blueprint.get("/account/security/turn-off")
@fresh_login_required
async def show_turn_off() -> ResponseReturnValue:
    return await render_question("two_step/turn_off.html", is_on=True)


@blueprint.post("/account/security/turn-off")
@fresh_login_required
async def turn_off() -> ResponseReturnValue:
    await codes.remove_authenticator(current_user.user)
    await flash("Two-step login is now off.", "done")
    return redirect_to_security()


async def render_question(
    page: str, errors: dict[str, str] | None = None, *, is_on: bool
) -> ResponseReturnValue:
    """Ask whether to turn two-step login on or off, unless that is already so."""
    if (await codes.describe_authenticator(current_user.user)).active is not is_on:
        return redirect_to_security()
    return await render_form(page, errors)


async def render_recovery_codes(notice: str, recovery_codes: list[str]) -> ResponseReturnValue:
    await flash(notice, "done")
    return await render_template("two_step/recovery_codes.html", codes=recovery_codes)


async def find_offer(user: User, secret: str) -> AuthenticatorOffer | None:
    """Return the authenticator that waits to be confirmed, or None if there is none.

    Return None as well without its secret, because someone else may have got hold of the session.
    """
    waiting = await codes.find_offered_secret(user)
    if waiting is None or not compare_digest(waiting.encode(), secret.encode(errors="replace")):
        return None
    return await codes.make_offer(user, waiting)


def redirect_to_security() -> ResponseReturnValue:
    return redirect(url_for("accounts_pages.show_security"), 303)
