"""Register: we mail a link, and following the link creates the account.

There is no account before the link is followed. So nobody can register an address that is not
theirs, and only the email tells whether the address already has an account. With
`CONFIRM_EMAIL=false` both are given up.

An invitation is such a link as well. If `REGISTRATION` is not `open`, there are no others. A
feature that gives each account something to begin with plugs in with `add_registration`.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from quart import Quart, current_app
from werkzeug.exceptions import Conflict, Forbidden

from app.accounts import AccountSettings, queries
from app.accounts.activity import AccountEvent, record_event
from app.accounts.models import Confirmation, NewUser, User
from app.accounts.passwords import hash_password, refuse_weak_password
from app.accounts.tokens import (
    CONFIRM,
    Purpose,
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

INVITE = Purpose("invite", timedelta(days=7))
OTHER_BROWSER = "You signed up in another browser, or again since then. Choose your password here."
CHOOSE_PASSWORD = "Choose your password."  # noqa: S105
HAS_ACCOUNT = "This address already has an account."
REFUSALS = {
    "invited": "You need an invitation to sign up. Ask the people who run this app for one.",
    "closed": "You can't sign up here. Ask the people who run this app for an account.",
}

# Takes a connection in a transaction and a new user.
Registration = Callable[[Connection, User], Awaitable[None]]


def add_registration(app: Quart, registration: Registration) -> None:
    """Await `registration` after an account is created, in the same transaction.

    Plug in from the `init_app` of a feature: `add_registration(app, insert_first_note)`. If it
    raises, there is no account.
    """
    app.extensions.setdefault("REGISTRATIONS", []).append(registration)


def find_settings() -> AccountSettings:
    settings: AccountSettings = current_app.config["ACCOUNTS"]
    return settings


def is_registration_open() -> bool:
    return find_settings().registration == "open"


def require_open_registration() -> None:
    """Raise `Forbidden` if people cannot sign up without an invitation."""
    if not is_registration_open():
        raise Forbidden(REFUSALS[find_settings().registration])


async def request_account(new_user: NewUser) -> User | None:
    """Mail a link that creates the account, or a note if the address already has one.

    Followed in the same browser, the link creates the account with the password of this request.
    If addresses are not confirmed, create the account and return it, or refuse the address.
    """
    require_open_registration()
    await count_mail_request("confirm", new_user.email)
    password_hash = await hash_password(new_user.password)
    if not find_settings().confirm_email:
        async with transaction() as connection:
            user = await create_account(connection, new_user.email, password_hash)
        if user is None:
            raise refuse_field("email", HAS_ACCOUNT)
        return user
    async with transaction() as connection:
        await mail_link(connection, new_user.email, password_hash)
    log_security_event("registration", "requested", new_user.email)
    return None


async def mail_link(connection: Connection, email: str, password_hash: str) -> None:
    owner, _ = await queries.select_user_by_email(connection, email)
    # Insert it in each case, so that the time is the same. Nobody can use it without the mail.
    token = await insert_token(connection, CONFIRM, email=email, password_hash=password_hash)
    remember_value("registration", hash_token(token), CONFIRM.lifetime)
    if owner is None:
        subject = "Confirm your address"
        await queue_mail(connection, email, subject, "accounts/confirm", token=token)
    elif owner.disabled:
        await queue_mail(connection, email, "Your account is disabled", "accounts/disabled")
    else:
        await queue_mail(connection, email, "You have an account", "accounts/known")


async def invite_person(email: str) -> None:
    """Mail an invitation, which proves the address and works in each browser.

    Raise `Conflict` if the address already has an account, or if nobody can sign up.
    """
    if find_settings().registration == "closed":
        raise Conflict("Nobody can sign up. Set REGISTRATION=invited first.")
    await count_mail_request("invite", email)
    async with transaction() as connection:
        owner, _ = await queries.select_user_by_email(connection, email)
        if owner is not None:
            raise Conflict(HAS_ACCOUNT)
        token = await insert_token(connection, INVITE, email=email)
        await queue_mail(connection, email, "You are invited", "accounts/invited", token=token)
    log_security_event("invitation", "sent", email)


def is_same_browser(token: str) -> bool:
    """Return whether the browser that follows the link is the one that asked for it.

    If it is not, have it choose the password. A stranger may have registered the address of someone
    else, and would know the password of the account that the owner of the address now confirms.
    """
    return bool(recall_value("registration", CONFIRM.lifetime) == hash_token(token))


async def find_registration(token: str) -> tuple[Purpose, str] | None:
    """Return the purpose of the token and the address that it confirms. Do not use it up.

    Return None if it is not valid, also because people can no longer sign up in this way.
    """
    purposes = {"open": (CONFIRM, INVITE), "invited": (INVITE,), "closed": ()}
    async with connect() as connection:
        for purpose in purposes[find_settings().registration]:
            found = await select_token(connection, purpose, token)
            if found and found.email:
                return purpose, found.email
    return None


async def confirm_account(data: Confirmation) -> User | None:
    """Create the account. Return None if the token is not valid, or the address has one.

    Refuse the field `password` if it is easy to guess, or missing though the person was invited or
    registered in another browser.
    """
    found = await find_registration(data.token)
    if found is None:
        log_security_event("registration", "bad link", "")
        return None
    purpose, email = found
    is_invited = purpose.name == INVITE.name
    password_hash = None
    if data.password is not None:
        refuse_weak_password("password", data.password, email)
        password_hash = await hash_password(data.password)
    elif not is_same_browser(data.token):
        raise refuse_field("password", CHOOSE_PASSWORD if is_invited else OTHER_BROWSER)
    async with transaction() as connection:
        token = await use_token(connection, purpose, data.token)
        password_hash = password_hash or (token and token.password_hash)
        if token is None or password_hash is None:
            return None
        return await create_account(
            connection, email, password_hash, data.time_zone, is_invited=is_invited
        )


async def create_account(
    connection: Connection,
    email: str,
    password_hash: str | None,
    time_zone: str = "UTC",
    *,
    is_invited: bool = False,
) -> User | None:
    """Create the account of someone who has proved the address. Call it in a transaction.

    Return None if the address already has one. Raise `Forbidden` if people need an invitation, and
    this person has none. Without a hash, the account has no password.
    """
    if not is_invited:
        require_open_registration()
    user = await queries.insert_user(connection, email, password_hash, time_zone=time_zone)
    if user:
        await complete_registration(connection, user)
    log_security_event("registration", "success" if user else "account exists", email)
    return user


async def complete_registration(connection: Connection, user: User) -> None:
    """Record a new account, and let features add to it."""
    await record_event(connection, user, AccountEvent.ACCOUNT_CREATED)
    registrations: list[Registration] = current_app.extensions.get("REGISTRATIONS", [])
    for register in registrations:
        await register(connection, user)
