"""Registering: a mail with a link, and with the link an account.

There is no account before the link is followed. So nobody can take an address that is not theirs,
and whether there is an account shows in the mail alone.
"""

from app.accounts import queries
from app.accounts.attempts import count_mail
from app.accounts.models import Confirmation, NewUser, User
from app.accounts.passwords import hash_password
from app.accounts.tokens import CONFIRM, hash_token, insert_token, use_token
from app.db import transaction
from app.mail.outbox import queue_mail
from app.web.cookies import recall_value, remember_value


async def request_account(new_user: NewUser) -> None:
    """Mail a link that makes the account, or to its owner word that there is one.

    Each link makes the account with the password of whoever asked for that link.
    """
    await count_mail("confirm", new_user.email)
    password_hash = await hash_password(new_user.password)
    async with transaction() as connection:
        owner, _ = await queries.select_user_by_email(connection, new_user.email)
        # In either case, as the time it takes would tell. Without the mail nobody has it.
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


def is_registered_here(token: str) -> bool:
    """Whether this browser asked for the link.

    If not, whoever followed it has to log in. It may have been a stranger, with a password of
    theirs, who asked for a link to the mailbox of somebody else.
    """
    return bool(recall_value("registration", CONFIRM.lifetime) == hash_token(token))


async def confirm_account(data: Confirmation) -> User | None:
    """Make the account. Returns nothing for a token that is no good, or not any more."""
    async with transaction() as connection:
        token = await use_token(connection, CONFIRM, data.token)
        if token is None or token.email is None or token.password_hash is None:
            return None
        return await queries.insert_user(
            connection, token.email, token.password_hash, time_zone=data.time_zone
        )
