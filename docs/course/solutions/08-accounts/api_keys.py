"""Solution 3: the table holds hashes, from which nobody can compute a key."""

from hashlib import sha256
from secrets import token_urlsafe


def create_key(table: dict[str, str], user_id: str) -> str:
    """Store a new key of the user, and return it. They see it this once."""
    key = token_urlsafe(32)
    table[hash_key(key)] = user_id
    return key


def find_user(table: dict[str, str], key: str) -> str | None:
    """Return the id of the user with this key, or None if nobody has it."""
    return table.get(hash_key(key))


def hash_key(key: str) -> str:
    return sha256(key.encode()).hexdigest()
