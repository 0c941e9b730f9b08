"""Registering and logging in, the same for the API and the pages."""

from datetime import UTC, datetime

from app.accounts import queries
from app.accounts.models import Credentials, NewUser, User
from app.accounts.passwords import hash_password, is_password
from app.db import connect


async def register(new_user: NewUser) -> User | None:
    """Returns nothing where the address has an account."""
    password_hash = await hash_password(new_user.password)
    async with connect() as connection:
        return await queries.insert_user(
            connection, new_user.email, password_hash, datetime.now(UTC)
        )


async def authenticate(credentials: Credentials) -> User | None:
    """Returns nothing, after the same time, for a wrong password and an unknown address."""
    async with connect() as connection:
        found = await queries.select_password_hash(connection, credentials.email)
    user, password_hash = found or (None, None)
    return user if await is_password(credentials.password, password_hash) else None
