"""The second step of a log-in, for those who have a second factor."""

from werkzeug.exceptions import Unauthorized

from app.accounts import queries
from app.accounts.attempts import count_code, remember_device
from app.accounts.authenticators import has_authenticator, use_code
from app.accounts.models import SecondStep, User
from app.accounts.tokens import insert_token, select_token, use_token
from app.db import connect, transaction


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


async def begin_second_step(user: User, password_hash: str) -> str:
    """A token that stands for the right password, so that no page has to carry that."""
    async with connect() as connection:
        return await insert_token(
            connection, "second-factor", user_id=user.id, password_hash=password_hash
        )


async def find_second_step(token: str) -> tuple[User, str | None] | None:
    """Whose it is, and what their password matched. Returns nothing where it took too long."""
    async with connect() as connection:
        found = await select_token(connection, "second-factor", token)
        if found is None:
            return None
        user = await queries.select_user(connection, found.user_id or "")
    return (user, found.password_hash) if user else None


async def finish_second_step(user: User, step: SecondStep) -> bool:
    """Whether the code is right; if not, one may try again. Raises `RateLimitExceeded`."""
    await count_code(user.id)
    async with transaction() as connection:
        if not await use_code(connection, user.id, step.code):
            return False
        if await use_token(connection, "second-factor", step.token) is None:
            return False
    remember_device(user.email)
    return True
