"""A token for the page that asks for a code: it stands for the right password meanwhile."""

from pydantic import BaseModel, Field

from app.accounts import queries
from app.accounts.attempts import count_code, remember_device
from app.accounts.authenticators import use_code
from app.accounts.models import TokenText, User
from app.accounts.tokens import insert_token, select_token, use_token
from app.db import connect, transaction


class SecondStep(BaseModel, extra="forbid"):
    """What stands for the right password, and the code of the second factor."""

    token: TokenText
    code: str = Field(max_length=64)


async def begin_second_step(user: User, password_hash: str) -> str:
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
