"""How often a password may be tried: by strangers together, and by each device of its owner.

Were there one count for all, an attacker could keep the owner out by trying without end. So a
device that has once logged in keeps a cookie, and is counted alone. On a new device the owner
gets in by resetting the password, for which the mail is enough.
"""

from datetime import timedelta
from secrets import token_urlsafe

from app.web.cookies import recall_value, remember_value
from app.web.limits import limit_attempts

ATTEMPTS, PERIOD = 10, timedelta(minutes=15)
REMEMBERED = timedelta(days=365)


async def count_attempt(email: str) -> None:
    """Raises `RateLimitExceeded` at the eleventh, whether there is such an account or not."""
    device = find_device(email)
    await limit_attempts(f"log-in:{email}:{device}", ATTEMPTS, PERIOD)


async def count_own_attempt(user_id: str) -> None:
    """For who is logged in and is asked for the password again; raises `RateLimitExceeded`."""
    await limit_attempts(f"password:{user_id}", ATTEMPTS, PERIOD)


async def count_mail(purpose: str, email: str) -> None:
    """Keep anybody from filling the mailbox of somebody else; raises `RateLimitExceeded`."""
    await limit_attempts(f"mail:{purpose}:{email}", 5, timedelta(hours=1))


def find_device(email: str) -> str:
    """What tells this device from others, or nothing for a stranger's."""
    known_email, device = recall_value("device", REMEMBERED) or ("", "")
    return str(device) if known_email == email else ""


def remember_device(email: str) -> None:
    """Have this browser counted alone from now on."""
    remember_value("device", [email, find_device(email) or token_urlsafe(9)], REMEMBERED)
