"""Encrypt the secrets of authenticator apps, so that a copy of the database shows no codes.

The key is derived from `SECRET_KEY`. Secrets that were encrypted with one of `SECRET_KEY_FALLBACKS`
can still be read, and a daily task encrypts them again with the key of today.
"""

import logging
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from quart import current_app

from app.config import Settings
from app.db import connect
from app.two_step import queries

logger = logging.getLogger(__name__)


def encrypt_secret(secret: str) -> str:
    return get_ciphers()[0].encrypt(secret.encode()).decode()


def decrypt_secret(stored: str) -> str:
    """Return the secret, or an empty string if no key of the settings fits."""
    if is_plain(stored):
        return stored
    try:
        return MultiFernet(get_ciphers()).decrypt(stored).decode()
    except InvalidToken:
        logger.error(
            "A secret of two-step login was encrypted with another SECRET_KEY. Add that key to"
            " SECRET_KEY_FALLBACKS."
        )
        return ""


async def renew_encryption() -> None:
    """Encrypt again each secret that is stored as plain text, or with a key of the past."""
    async with connect() as connection:
        for user_id, stored in await queries.select_secrets(connection):
            if is_current(stored):
                continue
            if secret := decrypt_secret(stored):
                await queries.update_secret(connection, user_id, stored, encrypt_secret(secret))


def is_plain(stored: str) -> bool:
    """Return whether the secret is from before secrets were encrypted: 32 letters and digits."""
    return len(stored) <= 64


def is_current(stored: str) -> bool:
    try:
        get_ciphers()[0].decrypt(stored)
    except InvalidToken:
        return False
    return True


def get_ciphers() -> list[Fernet]:
    """Return a cipher for each key, that of today first."""
    settings: Settings = current_app.config["SETTINGS"]
    keys = [settings.secret_key.get_secret_value(), *settings.secret_key_fallbacks]
    return [derive_cipher(key) for key in keys]


@lru_cache(maxsize=10)
def derive_cipher(secret_key: str) -> Fernet:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=b"secrets of two-step login")
    return Fernet(urlsafe_b64encode(hkdf.derive(secret_key.encode())))
