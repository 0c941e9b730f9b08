"""The second step of a login: refuse it until the code is right."""

from werkzeug.exceptions import Unauthorized

from app.accounts.login import count_attempt
from app.accounts.models import User
from app.db import connect
from app.logs import log_security_event
from app.two_step.codes import has_authenticator, use_code


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
    await count_code(user)
    async with connect() as connection:
        if not await use_code(connection, user.id, code):
            log_security_event("code", "wrong", user.email)
            raise CodeRequired(user, password_hash)


async def count_code(user: User) -> None:
    """Raise `RateLimitExceeded` after too many codes for one account, on all devices together."""
    await count_attempt("code", user.email, f"code:{user.id}")
