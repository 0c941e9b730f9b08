"""Confirm who you are by a link from an email, if you have no password to confirm."""

from datetime import timedelta

from werkzeug.exceptions import Conflict

from app.accounts.models import User
from app.accounts.own_password import has_password, refresh_login
from app.accounts.tokens import Purpose, count_mail_request, insert_token, select_token, use_token
from app.db import connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail

CONFIRM_LOGIN = Purpose("oidc-confirm", timedelta(minutes=10))


async def request_confirmation(user: User) -> None:
    """Mail a link. Raise `Conflict` if the user has a password, and a limit after too many."""
    if await has_password():
        raise Conflict("Your account has a password. Confirm that instead.")
    await count_mail_request("oidc-confirm", user.id)
    async with transaction() as connection:
        token = await insert_token(connection, CONFIRM_LOGIN, user_id=user.id)
        await queue_mail(connection, user.email, "Confirm it's you", "oidc/confirm", token=token)
    log_security_event("email confirmation", "requested", user.email)


async def is_confirmation(user: User, token: str) -> bool:
    """Return whether the link is valid for this user. Do not use it up."""
    async with connect() as connection:
        found = await select_token(connection, CONFIRM_LOGIN, token)
    return found is not None and found.user_id == user.id


async def confirm_login(user: User, token: str) -> bool:
    """Make the login fresh again. Return whether the link was valid for this user."""
    if not await is_confirmation(user, token):
        return False
    async with connect() as connection:
        if await use_token(connection, CONFIRM_LOGIN, token) is None:
            return False
    await refresh_login()
    log_security_event("email confirmation", "success", user.email)
    return True
