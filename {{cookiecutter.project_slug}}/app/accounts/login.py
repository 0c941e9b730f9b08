"""Log in with a password, and pass the checks that features add.

A login takes the same steps whether or not the address has an account, so that neither the answer
nor its time tells which addresses have one.
"""

from collections.abc import Awaitable, Callable

from quart import Quart, current_app

from app.accounts import queries
from app.accounts.attempts import count_login_attempt, remember_device
from app.accounts.models import Credentials, User
from app.accounts.passwords import hash_password, is_password, needs_new_hash
from app.accounts.security_log import log_security_event
from app.db import connect

# Takes the user, the hash that the password matched, and the code from the credentials.
LoginCheck = Callable[[User, str, str], Awaitable[None]]


def add_login_check(app: Quart, check: LoginCheck) -> None:
    """Await `check` at each login, once the password is right. It raises to refuse the login.

    Plug in from the `init_app` of a feature: `add_login_check(app, require_accepted_terms)`.

    If the check needs more from the user, let it raise a subclass of `Unauthorized` with a
    `problem_type`. Register an error handler for the subclass to show a form for what is missing.
    """
    app.extensions.setdefault("LOGIN_CHECKS", []).append(check)


async def authenticate_user(credentials: Credentials) -> tuple[User, str] | None:
    """Return the user and the hash that the password matched, to pass to `start_session`.

    Return None if the password is wrong or the address unknown; both take the same time. Raise
    `RateLimitExceeded` after too many attempts, and let through what a login check raises.
    """
    await count_login_attempt(credentials.email)
    async with connect() as connection:
        user, password_hash = await queries.select_user_by_email(connection, credentials.email)
    if not await is_password(credentials.password, password_hash):
        outcome = "unknown account" if user is None else "wrong password or disabled"
        log_security_event("login", outcome, credentials.email)
        return None
    if user is None or password_hash is None:
        return None
    if needs_new_hash(password_hash):
        before, password_hash = password_hash, await hash_password(credentials.password)
        async with connect() as connection:
            # If the password was changed in the meantime, do not bring the old one back.
            if not await queries.update_password(connection, user.id, password_hash, before):
                return None
    checks: list[LoginCheck] = current_app.extensions.get("LOGIN_CHECKS", [])
    for check in checks:
        await check(user, password_hash, credentials.code)
    remember_device(user.email)
    return user, password_hash
