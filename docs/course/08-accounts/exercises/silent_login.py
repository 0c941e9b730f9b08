"""Exercise 2: a login that tells strangers twice who has an account."""

from app.accounts.passwords import is_password


async def log_in(hashes: dict[str, str], email: str, password: str) -> tuple[str, int]:
    """Return an answer and its status. The hashes are those of all accounts, by their address."""
    if email not in hashes:
        return "There is no such account.", 404
    if not await is_password(password, hashes[email]):
        return "The password is wrong.", 401
    return "Welcome!", 200
