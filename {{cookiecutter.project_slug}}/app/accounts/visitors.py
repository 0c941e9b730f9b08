"""The JSON API for programs that draw pages: who is logged in, and how people can sign up."""

from typing import Literal

from msgspec import Struct
from quart import Blueprint
from quart_auth import login_required
from quart_schema import tag_blueprint, validate_response

from app.accounts.models import User
from app.accounts.own_password import fresh_login_required, has_password
from app.accounts.registration import find_settings
from app.accounts.sessions import current_user
from app.web.schemes import session_only
from app.web.security import public

blueprint = Blueprint("visitors_api", __name__, url_prefix="/api")
tag_blueprint(blueprint, ["Accounts"])
session_only(blueprint)


class Login(Struct):
    """The person who is logged in, or nobody."""

    user: User | None


class PasswordState(Struct):
    """The password of your account. People who log in in another way may have none."""

    has_password: bool


class RegistrationRules(Struct):
    """The rules for signing up. Unless it is `open`, people need an invitation, or cannot."""

    registration: Literal["open", "invited", "closed"]
    confirm_email: bool
    password_min_length: int


@blueprint.get("/sessions/current")
@public
@validate_response(Login)
async def show_current_session() -> Login:
    """Show who is logged in. For a visitor, `user` is null."""
    await current_user.is_authenticated
    return Login(current_user.found)


@blueprint.get("/sessions/current/confirm")
@fresh_login_required
async def show_fresh_login() -> tuple[str, int]:
    """Ask whether what needs a fresh login is allowed now: 204, or the 403 of such a request."""
    return "", 204


@blueprint.get("/users/me/password")
@login_required
@validate_response(PasswordState)
async def show_password_state() -> PasswordState:
    """Show whether you have a password, to confirm and to change."""
    return PasswordState(await has_password())


@blueprint.get("/registration")
@public
@validate_response(RegistrationRules)
async def show_registration_rules() -> RegistrationRules:
    """Show who can sign up, and the shortest password."""
    settings = find_settings()
    return RegistrationRules(
        settings.registration, settings.confirm_email, settings.password_min_length
    )
