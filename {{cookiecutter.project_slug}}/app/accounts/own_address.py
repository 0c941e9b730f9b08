"""Your own email address: change it by a link that is mailed to the new one."""

from datetime import timedelta

from app.accounts import queries
from app.accounts.attempts import count_mail_request, remember_device
from app.accounts.models import User
from app.accounts.security_log import log_security_event
from app.accounts.sessions import current_user
from app.accounts.tokens import Purpose, delete_tokens_of, insert_token, select_token, use_token
from app.db import connect, transaction
from app.mail.outbox import queue_mail
from app.web.errors import refuse_field

CHANGE_EMAIL = Purpose("change-email", timedelta(hours=1))


async def request_new_address(email: str) -> None:
    """Mail a link to the new address, or a note if it already has an account.

    The answer is the same, so that it does not tell who has an account. Raise `RateLimitExceeded`
    after too many requests, and refuse the address that the user already has.
    """
    user = current_user.user
    if email == user.email:
        raise refuse_field("email", "This is already your address.")
    await count_mail_request("change-email", user.id)
    await count_mail_request("change-email", email)
    async with transaction() as connection:
        owner, _ = await queries.select_user_by_email(connection, email)
        token = await insert_token(connection, CHANGE_EMAIL, user_id=user.id, email=email)
        if owner is None:
            mail, subject = "accounts/new_address", "Confirm your new address"
            await queue_mail(connection, email, subject, mail, token=token)
        else:
            await queue_mail(connection, email, "You have an account", "accounts/address_taken")
    log_security_event("email change", "requested", user.email, new=email)


async def find_new_address(token: str) -> str | None:
    """Return the address that the token confirms, or None if it is not valid for this person."""
    async with connect() as connection:
        found = await select_token(connection, CHANGE_EMAIL, token)
    return found.email if found and found.user_id == current_user.user.id else None


async def confirm_new_address(token: str) -> User | None:
    """Change the address and tell the owner at the old one. Return None if the token is not valid.

    Only the person who asked can use the token. Otherwise someone could put the address of a
    stranger, who follows the link, into their own account. Raise `Conflict` if the address has got
    an account since.
    """
    user = current_user.user
    email = await find_new_address(token)
    if email is None:
        return None
    async with transaction() as connection:
        if await use_token(connection, CHANGE_EMAIL, token) is None:
            return None
        await queries.update_email(connection, user.id, email)
        # Links that were mailed to the old address must not open the account.
        await delete_tokens_of(connection, user.id)
        subject = "Your email address was changed"
        await queue_mail(connection, user.email, subject, "accounts/address_changed", email=email)
    log_security_event("email change", "success", user.email, new=email)
    user.email = email
    remember_device(email)
    return user
