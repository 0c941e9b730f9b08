"""Logging in with a password, and the checks that features add to it.

Every login takes the same steps, and so looks the same, whether the address has an account or not.
"""

from collections.abc import Awaitable, Callable

from quart import Quart, current_app

from app.accounts import queries
from app.accounts.attempts import count_attempt, remember_device
from app.accounts.models import Credentials, User
from app.accounts.passwords import hash_password, is_password, needs_new_hash
from app.db import connect

# Given the user, the hash that the password matched, and the code of the credentials.
LoginCheck = Callable[[User, str, str], Awaitable[None]]


def add_login_check(app: Quart, check: LoginCheck) -> None:
    """Have `check` awaited once a password is right; it refuses the login by an exception.

    In the `init_app` of a feature: `add_login_check(app, require_code)`. An exception of the
    feature's own, below `Unauthorized`, lets its pages answer with a form for what is missing: see
    `register_error_handler`.
    """
    app.extensions.setdefault("LOGIN_CHECKS", []).append(check)


async def authenticate(credentials: Credentials) -> tuple[User, str] | None:
    """Return the user and the hash that the password matched, which `start_session` asks for.

    Return None, after the same time, for a wrong password and for an unknown address. Raise
    `RateLimitExceeded` after too many attempts, and whatever a login check raises.
    """
    await count_attempt(credentials.email)
    async with connect() as connection:
        user, password_hash = await queries.select_user_by_email(connection, credentials.email)
    if not await is_password(credentials.password, password_hash):
        return None
    if user is None or password_hash is None:
        return None
    if needs_new_hash(password_hash):
        before, password_hash = password_hash, await hash_password(credentials.password)
        async with connect() as connection:
            # Not if it was changed in the meantime: that would bring the old password back.
            if not await queries.update_password(connection, user.id, password_hash, before):
                return None
    checks: list[LoginCheck] = current_app.extensions.get("LOGIN_CHECKS", [])
    for check in checks:
        await check(user, password_hash, credentials.code)
    remember_device(user.email)
    return user, password_hash
