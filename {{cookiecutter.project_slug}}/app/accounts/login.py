"""Log in with a password, and pass the checks that features add.

A login takes the same steps whether or not the address has an account, so that neither the answer
nor its time tells which addresses have one.

Attempts are counted by all strangers together, and by each known device. With a single count, an
attacker could lock the owner out by guessing without end. So a device that has logged in once keeps
a cookie, and gets a count of its own. On a new device, the owner can still get in by resetting the
password, because that takes only an email.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from secrets import token_urlsafe

from quart import Quart, current_app
from quart_rate_limiter import RateLimitExceeded

from app.accounts import queries
from app.accounts.activity import AccountEvent, record_event
from app.accounts.models import Credentials, User
from app.accounts.passwords import hash_password, is_password, needs_new_hash
from app.db import connect, transaction
from app.logs import log_security_event
from app.web.cookies import recall_value, remember_value
from app.web.limits import limit_attempts

ATTEMPTS, PERIOD = 10, timedelta(minutes=15)
DEVICE_REMEMBERED_FOR = timedelta(days=365)

# Takes the user, the hash that the password matched (None for a login without a password), and the
# code from the credentials.
LoginCheck = Callable[[User, str | None, str], Awaitable[None]]


def add_login_check(app: Quart, check: LoginCheck) -> None:
    """Await `check` at each login, once it is clear who it is. It raises to refuse the login.

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
        async with transaction() as connection:
            # Also if there is no user, so that the time is the same.
            await record_event(connection, user, AccountEvent.LOGIN_FAILED)
        return None
    if user is None or password_hash is None:
        return None
    if needs_new_hash(password_hash):
        before, password_hash = password_hash, await hash_password(credentials.password)
        async with connect() as connection:
            # If the password was changed in the meantime, do not bring the old one back.
            if not await queries.update_password(connection, user.id, password_hash, before):
                return None
    await pass_login_checks(user, password_hash, credentials.code)
    return user, password_hash


async def pass_login_checks(user: User, password_hash: str | None, code: str = "") -> None:
    """Let the checks of features refuse the login. Call it before `start_session`."""
    checks: list[LoginCheck] = current_app.extensions.get("LOGIN_CHECKS", [])
    for check in checks:
        await check(user, password_hash, code)
    remember_device(user.email)


async def count_login_attempt(email: str) -> None:
    """Raise `RateLimitExceeded` after too many attempts, whether or not the account exists."""
    await count_attempt("login", email, f"login:{email}:{find_device(email)}")


async def count_own_attempt(user: User) -> None:
    """Raise `RateLimitExceeded` if a logged-in user confirms their identity too often.

    Call it wherever a session alone is not enough, and a password or the like is asked for again.
    """
    await count_attempt("confirmation", user.email, f"password:{user.id}")


async def count_attempt(event: str, account: str, key: str) -> None:
    """Raise `RateLimitExceeded` after too many attempts with the same key, and log that."""
    try:
        await limit_attempts(key, ATTEMPTS, PERIOD)
    except RateLimitExceeded:
        log_security_event(event, "too many attempts", account)
        raise


def find_device(email: str) -> str:
    """Return the random name of a device that has logged in with `email`, or an empty string."""
    return str(recall_value("device", DEVICE_REMEMBERED_FOR, bound_to=email) or "")


def remember_device(email: str) -> None:
    """Give this device a count of its own from now on."""
    # Bound to the address without holding it, because anyone at the device can read a cookie.
    device = find_device(email) or token_urlsafe(9)
    remember_value("device", device, DEVICE_REMEMBERED_FOR, bound_to=email)
