"""Exercise 3: keys for programs, of which a thief of the table can use every one."""

from secrets import token_urlsafe


def create_key(table: dict[str, str], user_id: str) -> str:
    """Store a new key of the user, and return it. They see it this once."""
    key = token_urlsafe(32)
    table[key] = user_id
    return key


def find_user(table: dict[str, str], key: str) -> str | None:
    """Return the id of the user with this key, or None if nobody has it."""
    return table.get(key)
