"""Passwords: how strong they are, and their argon2 hashes.

Hashes are made in threads, because one takes long enough to hold up every other request.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from zxcvbn_rs_py import zxcvbn

hasher = PasswordHasher()
# Each hash takes 64 MiB while it runs, so only a few run at the same time. The others wait.
pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="passwords")

# On a scale from 0 to 4. From 3 on, guessing takes too long even for someone who has the hashes.
LEAST_STRENGTH = 3


def require_strength(password: str, email: str = "") -> str:
    """Return the password. Raise `ValueError` with advice if it is easy to guess."""
    # The first characters tell enough. This blocks every other request, and the time grows steeply
    # with the length: the worst 72 characters take fifty times as long as the worst 20.
    estimate = zxcvbn(password[:20], [email, *email.split("@")])
    if int(estimate.score) < LEAST_STRENGTH:
        advice = estimate.feedback
        lines = [advice.warning, *advice.suggestions] if advice else []
        words = " ".join(str(line) for line in lines if line)
        raise ValueError(words or "Use a few unrelated words.")
    return password


async def hash_password(password: str) -> str:
    text = normalize_password(password)
    return await asyncio.get_running_loop().run_in_executor(pool, hasher.hash, text)


async def is_password(password: str, password_hash: str | None) -> bool:
    """Return whether the password matches the hash.

    Without a hash it takes just as long, so that the time doesn't tell who has an account.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, verify_password, password, password_hash)


def needs_new_hash(password_hash: str) -> bool:
    """Return whether the hash was made with weaker settings than today's."""
    return hasher.check_needs_rehash(password_hash)


def verify_password(password: str, password_hash: str | None) -> bool:
    # Hashes from before passwords were normalized match the text as it was typed.
    texts = dict.fromkeys([normalize_password(password), password])
    # All are tried, so that the time is the same whether or not there is a hash.
    matches = [matches_hash(text, password_hash) for text in texts]
    return any(matches)


def matches_hash(text: str, password_hash: str | None) -> bool:
    if password_hash is None:
        hasher.hash(text)
        return False
    try:
        return hasher.verify(password_hash, text)
    except VerifyMismatchError:
        return False


def normalize_password(password: str) -> str:
    """Return one form for all the ways in which keyboards and systems write the same text.

    RFC 8265 asks for spaces of one kind and the form NFC. NFKC also treats full-width letters,
    as Japanese keyboards write them, like the usual ones.
    """
    return unicodedata.normalize("NFKC", password)
