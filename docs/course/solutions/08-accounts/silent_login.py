"""Solution 2: one answer for both mistakes, and the same work before it."""

from app.accounts.passwords import is_password


async def log_in(hashes: dict[str, str], email: str, password: str) -> tuple[str, int]:
    """Return an answer and its status. The hashes are those of all accounts, by their address."""
    if not await is_password(password, hashes.get(email)):
        return "The address or the password is wrong.", 401
    return "Welcome!", 200
