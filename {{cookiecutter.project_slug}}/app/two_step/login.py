"""The second step of a login: refuse it until the code is right."""

from werkzeug.exceptions import Unauthorized

from app.accounts.attempts import ATTEMPTS, PERIOD
from app.accounts.models import User
from app.db import connect
from app.two_step.codes import has_authenticator, use_code
from app.web.limits import limit_attempts


class CodeRequired(Unauthorized):
    """The password is right, and two-step login is on."""

    description = "Enter a code from your authenticator app, or a recovery code."
    problem_type = "/problems/code-required"

    def __init__(self, user: User, password_hash: str) -> None:
        super().__init__()
        self.user, self.password_hash = user, password_hash


async def require_code(user: User, password_hash: str, code: str) -> None:
    """Raise `CodeRequired` if two-step login is on and the code is missing or wrong.

    Raise `RateLimitExceeded` after too many attempts.
    """
    async with connect() as connection:
        if not await has_authenticator(connection, user.id):
            return
    if not code:
        raise CodeRequired(user, password_hash)
    await count_code(user.id)
    async with connect() as connection:
        if not await use_code(connection, user.id, code):
            raise CodeRequired(user, password_hash)


async def count_code(user_id: str) -> None:
    """Raise `RateLimitExceeded` after too many codes for one account, on all devices together."""
    await limit_attempts(f"code:{user_id}", ATTEMPTS, PERIOD)
