"""The JSON API of accounts: register, the own account, its password."""

from datetime import timedelta

from quart import Blueprint
from quart_auth import login_required
from quart_cors import cors
from quart_rate_limiter import limit_blueprint, rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import BadRequest, Forbidden

from app.accounts import own_account, password_changes, registration
from app.accounts.exports import Export, export_account
from app.accounts.models import (
    Address,
    Confirmation,
    NewUser,
    Notice,
    PasswordChange,
    Profile,
    Reset,
    User,
)
from app.accounts.sessions import current_user, start_session
from app.accounts.tokens import WRONG_TOKEN
from app.errors import Problem
from app.security import public

# The templates are those of the mails.
blueprint = cors(
    Blueprint("accounts_api", __name__, url_prefix="/api", template_folder="templates")
)
limit_blueprint(blueprint, 300, timedelta(minutes=1))
tag_blueprint(blueprint, ["Accounts"])

SEE_MAIL = Notice("We have sent a mail to this address. It says how to go on.")


@blueprint.post("/users")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(NewUser)
@validate_response(Notice, 202)
async def create_user(data: NewUser) -> tuple[Notice, int]:
    """Register. The account is made when the token of the mail is sent to `/api/users/confirm`."""
    await registration.request_account(data)
    return SEE_MAIL, 202


@blueprint.post("/users/confirm")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Confirmation)
@validate_response(User, 201)
@document_response(Problem, 400)
async def confirm_user(data: Confirmation) -> tuple[User, int]:
    """Make the account. Logs in where the same browser, by its cookies, has registered."""
    user = await registration.confirm_account(data)
    if user is None:
        raise BadRequest(WRONG_TOKEN)
    if registration.is_registered_here(data.token):
        await start_session(user)
    return user, 201


@blueprint.get("/users/me")
@login_required
@validate_response(User)
async def show_user() -> User:
    """Who is logged in."""
    return current_user.user


@blueprint.patch("/users/me")
@login_required
@validate_request(Profile)
@validate_response(User)
async def update_user(data: Profile) -> User:
    """Change the profile."""
    return await own_account.change_profile(data)


@blueprint.delete("/users/me")
@login_required
async def delete_user() -> tuple[str, int]:
    """Delete the account and everything in it."""
    await own_account.delete_account()
    return "", 204


@blueprint.get("/users/me/export")
@login_required
@validate_response(Export)
async def export_user() -> Export:
    """Everything that is kept of you."""
    return await export_account()


@blueprint.put("/users/me/password")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(PasswordChange)
@document_response(Problem, 403)
async def change_password(data: PasswordChange) -> tuple[str, int]:
    """Change the password. Every other session ends."""
    if not await password_changes.change_password(data):
        raise Forbidden("The current password is wrong.")
    return "", 204


@blueprint.post("/password/forgotten")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Address)
@validate_response(Notice, 202)
async def forget_password(data: Address) -> tuple[Notice, int]:
    """Ask for a mail with a token to choose a new password."""
    await password_changes.request_reset(data.email)
    return SEE_MAIL, 202


@blueprint.post("/password/reset")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Reset)
@document_response(Problem, 400)
async def reset_password(data: Reset) -> tuple[str, int]:
    """Choose a new password with the token of the mail. Every session ends: log in again."""
    if await password_changes.reset_password(data) is None:
        raise BadRequest(WRONG_TOKEN)
    return "", 204
