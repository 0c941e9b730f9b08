"""How often a password may be tried: by all strangers together, and by each known device.

With a single count, an attacker could lock the owner out by guessing without end. So a device that
has logged in once keeps a cookie, and gets a count of its own. On a new device, the owner can still
get in by resetting the password, because that takes only an email.
"""

from datetime import timedelta
from secrets import token_urlsafe

from quart_rate_limiter import RateLimitExceeded

from app.accounts.models import User
from app.accounts.security_log import log_security_event
from app.web.cookies import recall_value, remember_value
from app.web.limits import limit_attempts

ATTEMPTS, PERIOD = 10, timedelta(minutes=15)
DEVICE_REMEMBERED_FOR = timedelta(days=365)


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


async def count_mail_request(purpose: str, email: str) -> None:
    """Raise `RateLimitExceeded` after too many mails, so that nobody floods a mailbox."""
    await limit_attempts(f"mail:{purpose}:{email}", 5, timedelta(hours=1))


def find_device(email: str) -> str:
    """Return the random name of a device that has logged in with `email`, or an empty string."""
    return str(recall_value("device", DEVICE_REMEMBERED_FOR, bound_to=email) or "")


def remember_device(email: str) -> None:
    """Give this device a count of its own from now on."""
    # Bound to the address without holding it, because anyone at the device can read a cookie.
    device = find_device(email) or token_urlsafe(9)
    remember_value("device", device, DEVICE_REMEMBERED_FOR, bound_to=email)
