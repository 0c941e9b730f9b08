"""The two ceremonies of passkeys: add one, and log in with one.

Each starts with a challenge, which is a token. So an answer works once, and only for the ceremony
that it was asked for.
"""

import asyncio
from enum import StrEnum
from importlib import import_module

from app.accounts.activity import record_event
from app.accounts.login import remember_device
from app.accounts.models import User
from app.accounts.queries import select_user
from app.accounts.tokens import insert_token, use_token
from app.db import connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail
from app.passkeys import queries
from app.passkeys.models import CreationOptions, NewPasskey, Passkey, RequestOptions, UsedCredential
from app.passkeys.relying_party import RelyingParty


class PasskeyEvent(StrEnum):
    """The events that a person sees in their activity."""

    ADDED = "passkey added"
    DELETED = "passkey deleted"


async def load_verification() -> None:
    """Import `verification` in a thread. It takes as long as the rest of the app together.

    So neither the start of the app nor other requests wait for it.
    """
    await asyncio.to_thread(import_module, "app.passkeys.verification")


async def offer_passkey(user: User, party: RelyingParty) -> CreationOptions:
    await load_verification()
    from app.passkeys import verification

    async with connect() as connection:
        known_ids = await queries.select_credential_ids(connection, user.id)
        challenge = await insert_token(connection, verification.ADD_PASSKEY, user_id=user.id)
    return verification.make_creation_options(user, party, challenge, known_ids)


async def add_passkey(user: User, new: NewPasskey, party: RelyingParty) -> Passkey | None:
    """Store the passkey and tell the owner by mail. Return None if the answer is not valid."""
    await load_verification()
    from app.passkeys import verification

    challenge = verification.read_challenge(new.credential.response.client_data)
    async with connect() as connection:
        # Outside the transaction below, so that a wrong answer uses the challenge up as well.
        token = await use_token(connection, verification.ADD_PASSKEY, challenge)
    if token is None or token.user_id != user.id:
        return None
    credential = verification.verify_created_credential(new.credential, party, challenge, user.id)
    if credential is None:
        return None
    async with transaction() as connection:
        passkey = await queries.insert_passkey(connection, credential, new.name)
        if passkey is not None:
            await record_event(connection, user, PasskeyEvent.ADDED, passkey.name)
            await queue_mail(
                *(connection, user.email, "A passkey was added", "passkeys/added"),
                name=passkey.name,
            )
            log_security_event("passkey", "added", user.email)
    return passkey


async def offer_login(party: RelyingParty) -> RequestOptions:
    await load_verification()
    from app.passkeys import verification

    async with connect() as connection:
        challenge = await insert_token(connection, verification.USE_PASSKEY)
    return verification.make_request_options(party, challenge)


async def finish_login(credential: UsedCredential, party: RelyingParty) -> User | None:
    """Return the owner of the passkey, or None if the answer is not valid for any reason."""
    user = await find_owner(credential, party)
    if user is None:
        log_security_event("passkey", "refused", "")
    else:
        remember_device(user.email)
    return user


async def find_owner(credential: UsedCredential, party: RelyingParty) -> User | None:
    await load_verification()
    from app.passkeys import verification

    challenge = verification.read_challenge(credential.response.client_data)
    async with connect() as connection:
        token = await use_token(connection, verification.USE_PASSKEY, challenge)
        stored = await queries.select_credential(connection, credential.id)
    if token is None or stored is None:
        return None
    sign_count = verification.verify_used_credential(credential, party, challenge, stored)
    if sign_count is None:
        return None
    async with connect() as connection:
        # Checks the count again, because another answer may have come at the same time.
        if not await queries.update_sign_count(connection, stored.credential_id, sign_count):
            return None
        return await select_user(connection, stored.user_id)


async def list_passkeys(user: User) -> list[Passkey]:
    async with connect() as connection:
        return await queries.select_passkeys(connection, user.id)


async def delete_passkey(user: User, passkey_id: str) -> bool:
    """Delete a passkey and tell its owner by mail. Return whether the user had it."""
    async with transaction() as connection:
        name = await queries.delete_passkey(connection, user.id, passkey_id)
        if name is not None:
            await record_event(connection, user, PasskeyEvent.DELETED, name)
            await queue_mail(
                *(connection, user.email, "A passkey was deleted", "passkeys/deleted"), name=name
            )
            log_security_event("passkey", "deleted", user.email)
    return name is not None
