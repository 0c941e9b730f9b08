"""What people do to their own account."""

from quart_auth import logout_user

from app.accounts import queries
from app.accounts.models import Profile, User
from app.accounts.sessions import current_user
from app.db import connect, transaction
from app.outbox import delete_mail_to


async def change_profile(profile: Profile) -> User:
    user = current_user.user
    async with connect() as connection:
        await queries.update_time_zone(connection, user.id, profile.time_zone)
    user.time_zone = profile.time_zone
    return user


async def delete_account() -> None:
    """Delete the user with everything that belongs to them, mail to them too, and log out."""
    user = current_user.user
    async with transaction() as connection:
        await queries.delete_user(connection, user.id)
        await delete_mail_to(connection, user.email)
    logout_user()
