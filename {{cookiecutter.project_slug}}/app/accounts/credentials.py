"""Logging in with a password.

It takes the same steps, and so looks the same, whether the address has an account or not.
"""

from app.accounts import queries
from app.accounts.attempts import count_attempt, remember_device
from app.accounts.models import Credentials, User
from app.accounts.passwords import hash_password, is_password, needs_new_hash
from app.accounts.second_step import require_code
from app.db import connect

WRONG_CREDENTIALS = (
    "The e-mail address or the password is wrong, or the address is not confirmed yet."
)


async def authenticate(credentials: Credentials) -> tuple[User, str] | None:
    """Returns who it is, and the hash that the password matched: `start_session` asks for both.

    Returns nothing, after the same time, for a wrong password and an unknown address. Raises
    `CodeRequired` where the code is missing or wrong, and `RateLimitExceeded`.
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
            # Not where it was changed meanwhile: that would bring the old one back.
            if not await queries.update_password(connection, user.id, password_hash, before):
                return None
    await require_code(user, password_hash, credentials.code)
    remember_device(user.email)
    return user, password_hash
