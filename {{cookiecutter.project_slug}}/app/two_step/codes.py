"""The codes of two-step login: from an authenticator app (TOTP), or recovery codes.

Each code works once. A code from the app may be one step of thirty seconds early or late, because
clocks differ.
"""

import asyncio
import re
from base64 import b32encode
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from secrets import token_bytes

from pyotp import TOTP, random_base32
from pyotp.exceptions import OTPVerificationError
from quart import current_app

from app.accounts.activity import record_event
from app.accounts.models import User
from app.config import Settings
from app.db import Connection, connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail
from app.two_step import queries
from app.two_step.encryption import decrypt_secret, encrypt_secret
from app.two_step.models import AuthenticatorOffer, AuthenticatorState

DRIFT_STEPS = 1
RECOVERY_CODES = 10
WRONG_CODE = "This code is wrong, or has expired. Enter the next one."


class TwoStepEvent(StrEnum):
    """The events that a person sees in their activity."""

    TURNED_ON = "two-step login turned on"
    TURNED_OFF = "two-step login turned off"
    CODES_RENEWED = "recovery codes renewed"
    WRONG_CODE = "wrong code at login"


async def has_authenticator(connection: Connection, user_id: str) -> bool:
    return await queries.select_secret(connection, user_id, confirmed=True) is not None


async def export_two_step(connection: Connection, user_id: str) -> dict[str, bool]:
    """Return what is stored about the user, without the secrets that log them in."""
    return {"active": await has_authenticator(connection, user_id)}


async def describe_factor(connection: Connection, user_id: str) -> str:
    """Return a description of it to the user, or an empty string if it is off."""
    return "two-step login" if await has_authenticator(connection, user_id) else ""


async def describe_authenticator(user: User) -> AuthenticatorState:
    async with connect() as connection:
        return AuthenticatorState(
            await has_authenticator(connection, user.id),
            await queries.count_recovery_codes(connection, user.id),
        )


async def use_code(connection: Connection, user_id: str, code: str) -> bool:
    """Return whether the code was right, and use it up."""
    stored = await queries.select_secret(connection, user_id, confirmed=True)
    if stored is None:
        return False
    step = find_step(decrypt_secret(stored), code)
    if step is not None:
        return await queries.update_last_step(connection, user_id, step)
    return await queries.delete_recovery_code(connection, user_id, hash_code(code))


async def offer_authenticator(user: User) -> AuthenticatorOffer | None:
    """Return a new authenticator for the user to confirm, or None if one is already active."""
    secret = random_base32()
    async with connect() as connection:
        if not await queries.insert_authenticator(connection, user.id, encrypt_secret(secret)):
            return None
    return await make_offer(user, secret)


async def make_offer(user: User, secret: str) -> AuthenticatorOffer:
    settings: Settings = current_app.config["SETTINGS"]
    uri = TOTP(secret).provisioning_uri(name=user.email, issuer_name=settings.app_name)
    return AuthenticatorOffer(secret, uri, await asyncio.to_thread(draw_qr, uri))


async def find_offered_secret(user: User) -> str | None:
    """Return the secret of an authenticator that is not confirmed yet."""
    async with connect() as connection:
        stored = await queries.select_secret(connection, user.id, confirmed=False)
    return stored and decrypt_secret(stored)


async def confirm_authenticator(user: User, code: str) -> list[str] | None:
    """Turn two-step login on. Return the recovery codes, or None if the code is wrong."""
    recovery_codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    async with transaction() as connection:
        stored = await queries.select_secret(connection, user.id, confirmed=False) or ""
        step = find_step(decrypt_secret(stored), code)
        if step is None or not await queries.update_confirmed(connection, user.id, stored, step):
            return None
        await queries.insert_recovery_codes(connection, user.id, map(hash_code, recovery_codes))
        await record_event(connection, user, TwoStepEvent.TURNED_ON)
        await queue_mail(connection, user.email, "Two-step login is on", "two_step/on")
    log_security_event("two-step login", "on", user.email)
    return recovery_codes


async def renew_recovery_codes(user: User) -> list[str] | None:
    """Return new recovery codes in the place of the old, or None if two-step login is off."""
    recovery_codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    async with transaction() as connection:
        if not await has_authenticator(connection, user.id):
            return None
        await queries.delete_recovery_codes(connection, user.id)
        await queries.insert_recovery_codes(connection, user.id, map(hash_code, recovery_codes))
        await record_event(connection, user, TwoStepEvent.CODES_RENEWED)
        await queue_mail(connection, user.email, "Your recovery codes are new", "two_step/renewed")
    log_security_event("two-step login", "recovery codes renewed", user.email)
    return recovery_codes


async def remove_authenticator(user: User) -> bool:
    """Turn two-step login off, and return whether there was an authenticator to remove."""
    async with transaction() as connection:
        was_active = await queries.delete_authenticator(connection, user.id)
        if was_active:
            await record_event(connection, user, TwoStepEvent.TURNED_OFF)
            await queue_mail(connection, user.email, "Two-step login is off", "two_step/off")
            log_security_event("two-step login", "off", user.email)
    return was_active is not None


def find_step(secret: str, code: str) -> int | None:
    """Return the time step of the code, or None if the app does not show it now."""
    digits = strip_code(code)
    if not secret or not re.fullmatch("[0-9]{6}", digits):
        return None
    try:
        return TOTP(secret).verify_and_get_timecode(digits, valid_window=DRIFT_STEPS)
    except OTPVerificationError:
        return None


def make_recovery_code() -> str:
    """Return a code such as `k7dm-2xqa-…`. It has 80 random bits, too many to guess by its hash."""
    letters = b32encode(token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def hash_code(recovery_code: str) -> str:
    return sha256(strip_code(recovery_code).encode(errors="replace")).hexdigest()


def strip_code(code: str) -> str:
    """Return the code without the spaces and hyphens that people and programs put into it."""
    return re.sub(r"[\s-]", "", code).lower()


def draw_qr(uri: str) -> str:
    """Return an SVG, to show in a page or on its own. It takes 10 ms, so call it in a thread."""
    import segno

    svg = BytesIO()
    segno.make(uri, error="m", micro=False).save(
        svg, kind="svg", scale=4, light="white", xmldecl=False, nl=False
    )
    return svg.getvalue().decode()
