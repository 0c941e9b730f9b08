"""Identities: log their owners in, create accounts for them, link them to accounts, unlink them.

An identity is linked to an existing account only by someone who is logged in to that account.
Otherwise a provider, or someone who got hold of an address there, could open the account.
"""

from datetime import timedelta
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError
from werkzeug.exceptions import Conflict, Unauthorized

from app.accounts.activity import record_event
from app.accounts.factors import find_factors, list_factors
from app.accounts.login import pass_login_checks
from app.accounts.models import Email, User
from app.accounts.queries import select_password_hash, select_user, select_user_by_email
from app.accounts.registration import create_account
from app.accounts.sessions import start_session
from app.db import Connection, connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail
from app.oidc import queries
from app.oidc.errors import START_AGAIN, AccountExists, LoginRefused
from app.oidc.models import Identity, LinkedIdentity
from app.oidc.settings import Provider, require_provider
from app.web.cookies import recall_value, remember_value

OFFERED_FOR = timedelta(minutes=10)
CODE_WITHIN = timedelta(minutes=5)
LAST_WAY = "This is your only way to log in. Set a password first, or add another way."
TAKEN = "This account is already linked to an account here. Log in with it, or choose another one."

ADDRESS: TypeAdapter[str] = TypeAdapter(Email)


class OidcEvent(StrEnum):
    """The events that a person sees in their activity."""

    LINKED = "login at a provider linked"
    UNLINKED = "login at a provider unlinked"


async def log_in(provider: Provider, identity: Identity, code: str = "") -> User:
    """Log the owner of the identity in. If there is none, create an account.

    Raise `AccountExists` if the address has an account. Raise what a login check raises, such as
    that it needs a code: the provider only said who it is. `log_in_with_code` takes it then.
    """
    async with connect() as connection:
        user_id = await queries.use_identity(connection, identity)
        user = await select_user(connection, user_id or "")
        password_hash = await select_password_hash(connection, user_id or "")
    if user_id is None:
        user = await register(provider, identity)
    elif user is None:
        log_security_event("oidc login", "disabled", "", provider=provider.id)
        raise LoginRefused("This account is disabled.")
    else:
        try:
            await pass_login_checks(user, None, code)
        except Unauthorized:
            remember_value("oidc-code", (provider.id, *identity), CODE_WITHIN)
            raise
    await start_session(user, password_hash, detail=f"with {provider.name}")
    return user


async def log_in_with_code(code: str) -> User:
    """Log in the person who just came back from the provider, with the code that was asked for."""
    found = recall_value("oidc-code", CODE_WITHIN)
    if found is None:
        raise LoginRefused(START_AGAIN)
    provider_id, *fields = found
    user = await log_in(require_provider(provider_id), Identity(*fields), code)
    remember_value("oidc-code", None, timedelta(0))
    return user


async def register(provider: Provider, identity: Identity) -> User:
    """Create an account without a password for an address that the provider has verified."""
    try:
        email = ADDRESS.validate_python(identity.email)
    except ValidationError as error:
        raise LoginRefused(
            f"{provider.name} has not told us an email address that it has verified. Sign up here,"
            " and link the two on the security page."
        ) from error
    async with transaction() as connection:
        owner, _ = await select_user_by_email(connection, email)
        user = owner or await create_account(connection, email, None)
        is_new = user is not None and owner is None
        if user and is_new and await queries.insert_identity(connection, identity, user.id) is None:
            raise LoginRefused(START_AGAIN)  # Another request was faster.
    if user is None:
        raise LoginRefused(START_AGAIN)
    if not is_new:
        offer_link(identity, user.id)
        raise AccountExists
    return user


def offer_link(identity: Identity, user_id: str) -> None:
    """Remember in the browser that the person may link the identity to that user."""
    remember_value("oidc-link", (user_id, *identity), OFFERED_FOR)


def find_offer(user: User) -> Identity:
    """Return what the user may link. Raise `LoginRefused` if there is nothing, or no longer."""
    user_id, *fields = recall_value("oidc-link", OFFERED_FOR) or [""]
    if user_id != user.id:
        raise LoginRefused(START_AGAIN)
    return Identity(*fields)


async def link_identity(user: User) -> LinkedIdentity:
    """Link what was offered, and tell the owner by mail."""
    identity = find_offer(user)
    remember_value("oidc-link", None, timedelta(0))
    async with transaction() as connection:
        linked = await queries.insert_identity(connection, identity, user.id)
        if linked is None:
            raise Conflict(TAKEN)
        await tell_owner(connection, user, OidcEvent.LINKED, linked)
    log_security_event("oidc login", "linked", user.email)
    return linked


async def list_identities(user: User) -> list[LinkedIdentity]:
    async with connect() as connection:
        return await queries.select_identities(connection, user.id)


async def unlink_identity(user: User, identity_id: str) -> bool:
    """Unlink it and tell the owner by mail. Return whether the user had it.

    Raise `Conflict` if nothing else would log them in.
    """
    async with transaction() as connection:
        unlinked = await queries.delete_identity(connection, user.id, identity_id)
        if unlinked is None:
            return False
        if not await can_log_in(connection, user):
            raise Conflict(LAST_WAY)
        await tell_owner(connection, user, OidcEvent.UNLINKED, unlinked)
    log_security_event("oidc login", "unlinked", user.email)
    return True


async def can_log_in(connection: Connection, user: User) -> bool:
    if await select_password_hash(connection, user.id) is not None:
        return True
    factors = list_factors()
    return any(factors[name].logs_in for name in await find_factors(connection, user.id))


async def tell_owner(
    connection: Connection, user: User, event: OidcEvent, identity: LinkedIdentity
) -> None:
    name = queries.describe_identity(identity.issuer, identity.email)
    await record_event(connection, user, event, name)
    is_linked = event is OidcEvent.LINKED
    subject = "A login was linked" if is_linked else "A login was unlinked"
    mail = "oidc/linked" if is_linked else "oidc/unlinked"
    await queue_mail(connection, user.email, subject, mail, name=name)
