"""The second step of a login: refuse it until the code is right."""

from werkzeug.exceptions import Unauthorized

from app.accounts.activity import record_event
from app.accounts.login import count_attempt
from app.accounts.models import User
from app.db import Connection, connect, transaction
from app.logs import log_security_event
from app.two_step.codes import TwoStepEvent, has_authenticator, use_code


class CodeRequired(Unauthorized):
    """The password, or what stands for it, is right, and two-step login is on."""

    description = "Enter a code from your authenticator app, or a recovery code."
    problem_type = "/problems/code-required"

    def __init__(self, user: User, password_hash: str | None) -> None:
        super().__init__()
        self.user, self.password_hash = user, password_hash


async def require_code(user: User, password_hash: str | None, code: str) -> None:
    """Raise `CodeRequired` if two-step login is on and the code is missing or wrong.

    Raise `RateLimitExceeded` after too many attempts.
    """
    async with connect() as connection:
        if not await has_authenticator(connection, user.id):
            return
    if not code:
        raise CodeRequired(user, password_hash)
    await count_code(user)
    async with transaction() as connection:
        is_right = await use_code(connection, user.id, code)
        if not is_right:
            await record_wrong_code(connection, user, password_hash)
    if not is_right:
        raise CodeRequired(user, password_hash)


async def record_wrong_code(connection: Connection, user: User, password_hash: str | None) -> None:
    """Record it, and that the password is known, unless the login was one without."""
    log_security_event("code", "wrong", user.email)
    detail = "the password was right" if password_hash else "no password was used"
    await record_event(connection, user, TwoStepEvent.WRONG_CODE, detail)


async def count_code(user: User) -> None:
    """Raise `RateLimitExceeded` after too many codes for one account, on all devices together."""
    await count_attempt("code", user.email, f"code:{user.id}")
