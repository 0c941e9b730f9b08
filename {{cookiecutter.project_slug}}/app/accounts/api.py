"""The JSON API of accounts: register, log in and out, your own account, its password."""

from datetime import timedelta
from uuid import UUID

from quart import Blueprint
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import (
    document_response,
    tag_blueprint,
    validate_querystring,
    validate_request,
    validate_response,
)
from werkzeug.exceptions import BadRequest, Forbidden, NotFound, Unauthorized

from app.accounts import activity, own_account, own_password, registration, sessions
from app.accounts.login import authenticate_user
from app.accounts.models import (
    Activity,
    ActivityQuery,
    Address,
    Confirmation,
    Credentials,
    NewUser,
    Notice,
    PasswordChange,
    Profile,
    Reset,
    SessionList,
    TokenOnly,
    User,
)
from app.accounts.own_password import WRONG_PASSWORD, OwnPassword, fresh_login_required
from app.accounts.sessions import WRONG_CREDENTIALS, current_user
from app.accounts.tokens import WRONG_TOKEN
from app.web.errors import Problem
from app.web.schemes import scope, session_only
from app.web.security import public

blueprint = Blueprint("accounts_api", __name__, url_prefix="/api")
tag_blueprint(blueprint, ["Accounts"])
session_only(blueprint)

CHECK_EMAIL = Notice("We sent you an email. It tells you what to do next.")


@blueprint.post("/users")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(NewUser)
@validate_response(User, 201)
@validate_response(Notice, 202)
async def create_user(data: NewUser) -> tuple[User | Notice, int]:
    """Register. This sends an email with a token.

    Send the token to `/api/users/confirm` to create the account. If this app does not confirm
    addresses, it creates the account and logs in (201).
    """
    user = await registration.request_account(data)
    if user is None:
        return CHECK_EMAIL, 202
    await sessions.start_session(user)
    return user, 201


@blueprint.post("/users/confirm")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Confirmation)
@validate_response(User, 201)
@document_response(Problem, 400)
async def confirm_user(data: Confirmation) -> tuple[User, int]:
    """Create the account, and log in."""
    user = await registration.confirm_account(data)
    if user is None:
        raise BadRequest(WRONG_TOKEN)
    await sessions.start_session(user)
    return user, 201


@blueprint.get("/users/me")
@login_required
@scope("read")
@validate_response(User)
async def show_user() -> User:
    """Show your account."""
    return current_user.user


@blueprint.patch("/users/me")
@login_required
@scope("write")
@validate_request(Profile)
@validate_response(User)
async def update_user(data: Profile) -> User:
    """Change your profile."""
    return await own_account.change_profile(data)


@blueprint.delete("/users/me")
@fresh_login_required
@document_response(Problem, 409)
async def delete_user() -> tuple[str, int]:
    """Delete your account and everything in it."""
    await own_account.delete_account()
    return "", 204


@blueprint.get("/users/me/activity")
@login_required
@validate_querystring(ActivityQuery)
@validate_response(Activity)
async def list_activity(query_args: ActivityQuery) -> Activity:
    """List what happened to your account in the last 90 days, newest first."""
    return await activity.list_activity(current_user.user.id, query_args.cursor, query_args.limit)


@blueprint.post("/users/me/email")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(Address)
@validate_response(Notice, 202)
async def change_email(data: Address) -> tuple[Notice, int]:
    """Ask for an email with a token, at the new address, to change yours."""
    await own_account.request_new_address(data.email)
    return CHECK_EMAIL, 202


@blueprint.post("/users/me/email/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(TokenOnly)
@validate_response(User)
@document_response(Problem, 400)
@document_response(Problem, 409)
async def confirm_email(data: TokenOnly) -> User:
    """Change your address to the one that got the email with the token."""
    user = await own_account.confirm_new_address(data.token)
    if user is None:
        raise BadRequest(WRONG_TOKEN)
    return user


@blueprint.put("/users/me/password")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(PasswordChange)
@document_response(Problem, 403)
async def change_password(data: PasswordChange) -> tuple[str, int]:
    """Change your password. Every other session ends."""
    if not await own_password.change_password(data):
        raise Forbidden(WRONG_PASSWORD)
    return "", 204


@blueprint.post("/password/forgotten")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Address)
@validate_response(Notice, 202)
async def forget_password(data: Address) -> tuple[Notice, int]:
    """Ask for an email with a token to choose a new password."""
    await own_password.request_reset(data.email)
    return CHECK_EMAIL, 202


@blueprint.post("/password/reset")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Reset)
@document_response(Problem, 400)
async def reset_password(data: Reset) -> tuple[str, int]:
    """Choose a new password with the token from the email. Every session ends: log in again."""
    if await own_password.reset_password(data) is None:
        raise BadRequest(WRONG_TOKEN)
    return "", 204


@blueprint.post("/sessions")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Credentials)
@validate_response(User, 201)
@document_response(Problem, 401)
async def create_session(data: Credentials) -> tuple[User, int]:
    """Log in. The answer sets the session cookie.

    A 401 with a `type` other than `about:blank` means that the password is right, but that more is
    needed, such as a `code`. Send the same request again with it.
    """
    found = await authenticate_user(data)
    if found is None:
        raise Unauthorized(WRONG_CREDENTIALS)
    user, password_hash = found
    await sessions.start_session(user, password_hash)
    return user, 201


@blueprint.get("/sessions")
@login_required
@validate_response(SessionList)
async def list_sessions() -> SessionList:
    """List the devices on which you are logged in."""
    return SessionList(await sessions.list_sessions())


@blueprint.delete("/sessions")
@fresh_login_required
async def delete_other_sessions() -> tuple[str, int]:
    """Log out on every other device."""
    await sessions.end_other_sessions()
    return "", 204


@blueprint.delete("/sessions/current")
@login_required
async def delete_current_session() -> tuple[str, int]:
    """Log out."""
    await sessions.end_current_session()
    return "", 204


@blueprint.post("/sessions/current/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(OwnPassword)
@document_response(Problem, 403)
async def confirm_current_session(data: OwnPassword) -> tuple[str, int]:
    """Confirm your password, for what needs a fresh login.

    Some requests are answered with 403 and the type `/problems/fresh-login-required` if you have
    not logged in, or confirmed your password, within the last 10 minutes.
    """
    if not await own_password.confirm_login(data.password):
        raise Forbidden(WRONG_PASSWORD)
    return "", 204


@blueprint.delete("/sessions/<uuid:session_id>")
@fresh_login_required
async def delete_session(session_id: UUID) -> tuple[str, int]:
    """Log out on one device."""
    if not await sessions.end_session(str(session_id)):
        raise NotFound("You have no such session.")
    return "", 204
