"""Passkeys: a device that knows its owner stands for the password and the second factor both.

The challenge is a token that is used once. So an answer cannot be sent again, nor to what another
challenge was for.
"""

from app.accounts.attempts import remember_device
from app.accounts.models import User
from app.accounts.queries import select_user
from app.accounts.tokens import insert_token, use_token
from app.db import connect, transaction
from app.mail.outbox import queue_mail
from app.passkeys import queries
from app.passkeys.models import CreationOptions, NewPasskey, Passkey, RequestOptions, UsedCredential
from app.passkeys.relying_party import RelyingParty
from app.passkeys.verification import (
    ADD_PASSKEY,
    USE_PASSKEY,
    make_creation_options,
    make_request_options,
    read_challenge,
    verify_created,
    verify_used,
)


async def offer_passkey(user: User, party: RelyingParty) -> CreationOptions:
    async with connect() as connection:
        known_ids = await queries.select_credential_ids(connection, user.id)
        challenge = await insert_token(connection, ADD_PASSKEY, user_id=user.id)
    return make_creation_options(user, party, challenge, known_ids)


async def add_passkey(user: User, new: NewPasskey, party: RelyingParty) -> Passkey | None:
    """Keep it and tell the owner. Returns nothing where the browser's answer does not hold."""
    challenge = read_challenge(new.credential.response.client_data)
    async with connect() as connection:
        # Not in the transaction below: it is used up by an answer that does not hold, too.
        token = await use_token(connection, ADD_PASSKEY, challenge)
    if token is None or token.user_id != user.id:
        return None
    credential = verify_created(new.credential, party, challenge, user.id)
    if credential is None:
        return None
    async with transaction() as connection:
        passkey = await queries.insert_passkey(connection, credential, new.name)
        if passkey is not None:
            await queue_mail(
                *(connection, user.email, "A passkey was added", "passkeys/added"),
                name=passkey.name,
            )
    return passkey


async def offer_login(party: RelyingParty) -> RequestOptions:
    async with connect() as connection:
        challenge = await insert_token(connection, USE_PASSKEY)
    return make_request_options(party, challenge)


async def authenticate(credential: UsedCredential, party: RelyingParty) -> User | None:
    """Returns nothing where the browser's answer does not hold, whatever the reason."""
    challenge = read_challenge(credential.response.client_data)
    async with connect() as connection:
        token = await use_token(connection, USE_PASSKEY, challenge)
        stored = await queries.select_credential(connection, credential.id)
    if token is None or stored is None:
        return None
    sign_count = verify_used(credential, party, challenge, stored)
    if sign_count is None:
        return None
    async with connect() as connection:
        # Again, as another answer may have come at the same time.
        if not await queries.update_sign_count(connection, stored.credential_id, sign_count):
            return None
        user = await select_user(connection, stored.user_id)
    if user is not None:
        remember_device(user.email)
    return user


async def list_passkeys(user: User) -> list[Passkey]:
    async with connect() as connection:
        return await queries.select_passkeys(connection, user.id)


async def delete_passkey(user: User, passkey_id: str) -> bool:
    """Whether the user had it."""
    async with connect() as connection:
        return await queries.delete_passkey(connection, user.id, passkey_id)
