"""The second step of a log-in, for those who have a second factor."""

from werkzeug.exceptions import Unauthorized

from app.accounts.attempts import count_code
from app.accounts.authenticators import has_authenticator, use_code
from app.accounts.models import User
from app.db import connect


class CodeRequired(Unauthorized):
    """The password is right, and the account has a second factor."""

    description = "Give the code of your authenticator, or a recovery code."
    problem_type = "/problems/code-required"

    def __init__(self, user: User, password_hash: str) -> None:
        super().__init__()
        self.user, self.password_hash = user, password_hash


async def require_code(user: User, password_hash: str, code: str) -> None:
    """Where the user has a second factor. Raises `CodeRequired`, and `RateLimitExceeded`."""
    async with connect() as connection:
        if not await has_authenticator(connection, user.id):
            return
    if not code:
        raise CodeRequired(user, password_hash)
    await count_code(user.id)
    async with connect() as connection:
        if not await use_code(connection, user.id, code):
            raise CodeRequired(user, password_hash)
