"""Register: we mail a link, and following the link creates the account.

There is no account before the link is followed. So nobody can register an address that is not
theirs, and only the email tells whether the address already has an account.
"""

from app.accounts import queries
from app.accounts.attempts import count_mail_request
from app.accounts.models import Confirmation, NewUser, User
from app.accounts.passwords import hash_password
from app.accounts.tokens import CONFIRM, hash_token, insert_token, use_token
from app.db import transaction
from app.mail.outbox import queue_mail
from app.web.cookies import recall_value, remember_value


async def request_account(new_user: NewUser) -> None:
    """Mail a link that creates the account, or a note if the address already has one.

    The link creates the account with the password that was sent with this request.
    """
    await count_mail_request("confirm", new_user.email)
    password_hash = await hash_password(new_user.password)
    async with transaction() as connection:
        owner, _ = await queries.select_user_by_email(connection, new_user.email)
        # Insert it in each case, so that the time is the same. Nobody can use it without the mail.
        token = await insert_token(
            connection, CONFIRM, email=new_user.email, password_hash=password_hash
        )
        remember_value("registration", hash_token(token), CONFIRM.lifetime)
        if owner is None:
            await queue_mail(
                connection,
                new_user.email,
                "Confirm your address",
                "accounts/confirm",
                token=token,
            )
        elif owner.disabled:
            await queue_mail(
                connection, new_user.email, "Your account is disabled", "accounts/disabled"
            )
        else:
            await queue_mail(connection, new_user.email, "You have an account", "accounts/known")


def is_same_browser(token: str) -> bool:
    """Return whether the browser that follows the link is the one that asked for it.

    If it is not, do not log it in. A stranger may have registered the address of someone else, and
    so have chosen the password of the account that the owner of the address now confirms.
    """
    return bool(recall_value("registration", CONFIRM.lifetime) == hash_token(token))


async def confirm_account(data: Confirmation) -> User | None:
    """Create the account. Return None if the token is not valid, or the address has one."""
    async with transaction() as connection:
        token = await use_token(connection, CONFIRM, data.token)
        if token is None or token.email is None or token.password_hash is None:
            return None
        return await queries.insert_user(
            connection, token.email, token.password_hash, time_zone=data.time_zone
        )
