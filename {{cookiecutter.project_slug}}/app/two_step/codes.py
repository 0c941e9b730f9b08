"""The second factor: codes of an authenticator app (TOTP), and recovery codes.

Each is good once, whoever sends it first. The app's codes are allowed to be one step of thirty
seconds early or late, as clocks differ.
"""

import asyncio
import re
from base64 import b32encode
from hashlib import sha256
from io import BytesIO
from secrets import token_bytes

import segno
from pyotp import TOTP, random_base32
from pyotp.exceptions import OTPVerificationError
from quart import current_app

from app.accounts.models import User
from app.config import Settings
from app.db import Connection, connect, transaction
from app.mail.outbox import queue_mail
from app.two_step import queries
from app.two_step.models import AuthenticatorOffer, AuthenticatorState

DRIFT_STEPS = 1
RECOVERY_CODES = 10
WRONG_CODE = "This code is wrong, or has expired. Give the next one."


async def has_authenticator(connection: Connection, user_id: str) -> bool:
    return await queries.select_secret(connection, user_id, confirmed=True) is not None


async def export_two_step(connection: Connection, user_id: str) -> dict[str, bool]:
    """Return what is stored about the person, but for what would log them in."""
    return {"active": await has_authenticator(connection, user_id)}


async def describe_authenticator(user: User) -> AuthenticatorState:
    async with connect() as connection:
        return AuthenticatorState(
            await has_authenticator(connection, user.id),
            await queries.count_recovery_codes(connection, user.id),
        )


async def use_code(connection: Connection, user_id: str, code: str) -> bool:
    """Whether it was right. It is not so a second time."""
    secret = await queries.select_secret(connection, user_id, confirmed=True)
    if secret is None:
        return False
    step = find_step(secret, code)
    if step is not None:
        return await queries.use_step(connection, user_id, step)
    return await queries.use_recovery_code(connection, user_id, hash_code(code))


async def offer_authenticator(user: User) -> AuthenticatorOffer | None:
    """One that takes effect when it is confirmed. Returns nothing where one is active."""
    secret = random_base32()
    async with connect() as connection:
        if not await queries.replace_unconfirmed(connection, user.id, secret):
            return None
    return await make_offer(user, secret)


async def make_offer(user: User, secret: str) -> AuthenticatorOffer:
    settings: Settings = current_app.config["SETTINGS"]
    uri = TOTP(secret).provisioning_uri(name=user.email, issuer_name=settings.app_name)
    return AuthenticatorOffer(secret, uri, await asyncio.to_thread(draw_qr, uri))


async def is_offered(user: User) -> bool:
    async with connect() as connection:
        return await queries.select_secret(connection, user.id, confirmed=False) is not None


async def confirm_authenticator(user: User, code: str) -> list[str] | None:
    """Log-in takes a code from now on. Returns recovery codes, or nothing for a wrong code."""
    recovery_codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    async with transaction() as connection:
        secret = await queries.select_secret(connection, user.id, confirmed=False) or ""
        step = find_step(secret, code)
        if step is None or not await queries.confirm(connection, user.id, secret, step):
            return None
        await queries.insert_recovery_codes(connection, user.id, map(hash_code, recovery_codes))
        await queue_mail(connection, user.email, "Two-step login is on", "two_step/on")
    return recovery_codes


async def remove_authenticator(user: User) -> bool:
    """Whether there was one. Its recovery codes go with it."""
    async with transaction() as connection:
        was_active = await queries.delete_authenticator(connection, user.id)
        if was_active:
            await queue_mail(connection, user.email, "Two-step login is off", "two_step/off")
    return was_active is not None


def find_step(secret: str, code: str) -> int | None:
    """The step of time at which the authenticator shows this code, if that is about now."""
    digits = strip_code(code)
    if not secret or not re.fullmatch("[0-9]{6}", digits):
        return None
    try:
        return TOTP(secret).verify_and_get_timecode(digits, valid_window=DRIFT_STEPS)
    except OTPVerificationError:
        return None


def make_recovery_code() -> str:
    """Such as `k7dm-2xqa-…`: 80 random bits, too many to be guessed from the hash."""
    letters = b32encode(token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def hash_code(recovery_code: str) -> str:
    return sha256(strip_code(recovery_code).encode(errors="replace")).hexdigest()


def strip_code(code: str) -> str:
    """Without what people and programs put between its characters."""
    return re.sub(r"[\s-]", "", code).lower()


def draw_qr(uri: str) -> str:
    """An SVG that stands in a page or alone. It takes 10 ms, so belongs into a thread."""
    svg = BytesIO()
    segno.make(uri, error="m", micro=False).save(
        svg, kind="svg", scale=4, light="white", xmldecl=False, nl=False
    )
    return svg.getvalue().decode()
