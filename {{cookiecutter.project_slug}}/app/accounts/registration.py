"""Register: we mail a link, and following the link creates the account.

There is no account before the link is followed. So nobody can register an address that is not
theirs, and only the email tells whether the address already has an account.
"""

from app.accounts import queries
from app.accounts.activity import AccountEvent, record_event
from app.accounts.models import Confirmation, NewUser, User
from app.accounts.passwords import hash_password, refuse_weak_password
from app.accounts.tokens import (
    CONFIRM,
    count_mail_request,
    hash_token,
    insert_token,
    select_token,
    use_token,
)
from app.db import Connection, connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail
from app.web.cookies import recall_value, remember_value
from app.web.errors import refuse_field

OTHER_BROWSER = "You signed up in another browser, or again since then. Choose your password here."


async def request_account(new_user: NewUser) -> None:
    """Mail a link that creates the account, or a note if the address already has one.

    Followed in the same browser, the link creates the account with the password of this request.
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
    log_security_event("registration", "requested", new_user.email)


def is_same_browser(token: str) -> bool:
    """Return whether the browser that follows the link is the one that asked for it.

    If it is not, have it choose the password. A stranger may have registered the address of someone
    else, and would know the password of the account that the owner of the address now confirms.
    """
    return bool(recall_value("registration", CONFIRM.lifetime) == hash_token(token))


async def find_registration(token: str) -> str | None:
    """Return the address to be confirmed, or None if the token is not valid. Do not use it up."""
    async with connect() as connection:
        found = await select_token(connection, CONFIRM, token)
    return found and found.email


async def confirm_account(data: Confirmation) -> User | None:
    """Create the account. Return None if the token is not valid, or the address has one.

    Refuse the field `password` if another browser registered and it is missing or easy to guess.
    """
    email = await find_registration(data.token)
    if email is None:
        log_security_event("registration", "bad link", "")
        return None
    password_hash = None
    if data.password is not None:
        refuse_weak_password("password", data.password, email)
        password_hash = await hash_password(data.password)
    elif not is_same_browser(data.token):
        raise refuse_field("password", OTHER_BROWSER)
    async with transaction() as connection:
        token = await use_token(connection, CONFIRM, data.token)
        if token is None or token.password_hash is None:
            return None
        return await create_account(
            connection, email, password_hash or token.password_hash, data.time_zone
        )


async def create_account(
    connection: Connection, email: str, password_hash: str | None, time_zone: str = "UTC"
) -> User | None:
    """Create the account of someone who has proved the address. Call it in a transaction.

    Return None if the address already has one. Without a hash, the account has no password.
    """
    user = await queries.insert_user(connection, email, password_hash, time_zone=time_zone)
    if user:
        await record_event(connection, user, AccountEvent.ACCOUNT_CREATED)
    log_security_event("registration", "success" if user else "account exists", email)
    return user
