"""The SQL of authenticators and recovery codes. Secrets are encrypted before they get here."""

from collections.abc import Iterable

from app.db import Connection

# A code may be one step early or late, so of two codes one may be two steps ahead.
MOST_AHEAD = 2


async def select_secret(connection: Connection, user_id: str, *, confirmed: bool) -> str | None:
    secret: str | None = await connection.fetch_val(
        "SELECT secret FROM authenticators WHERE user_id = :user_id AND confirmed = :confirmed",
        {"user_id": user_id, "confirmed": confirmed},
    )
    return secret


async def select_secrets(connection: Connection) -> list[tuple[str, str]]:
    """Return the ids of all users who have a secret, and the secrets as they are stored."""
    rows = await connection.fetch_all("SELECT user_id, secret FROM authenticators")
    return [(row["user_id"], row["secret"]) for row in rows]


async def update_secret(connection: Connection, user_id: str, before: str, secret: str) -> None:
    """Replace a secret that is still the one from `before`."""
    await connection.execute(
        """UPDATE authenticators SET secret = :secret
            WHERE user_id = :user_id AND secret = :before""",
        {"user_id": user_id, "before": before, "secret": secret},
    )


async def count_recovery_codes(connection: Connection, user_id: str) -> int:
    count: int | None = await connection.fetch_val(
        "SELECT count(*) FROM recovery_codes WHERE user_id = :user_id", {"user_id": user_id}
    )
    return count or 0


async def insert_authenticator(connection: Connection, user_id: str, secret: str) -> bool:
    """Write a secret to be confirmed, and return False if a confirmed one is there already."""
    written = await connection.fetch_val(
        """INSERT INTO authenticators (user_id, secret, confirmed, last_step)
                VALUES (:user_id, :secret, FALSE, 0)
           ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret
                 WHERE NOT authenticators.confirmed
             RETURNING user_id""",
        {"user_id": user_id, "secret": secret},
    )
    return written is not None


async def update_confirmed(connection: Connection, user_id: str, secret: str, step: int) -> bool:
    """Confirm a secret, and use the step of its code up. Return whether it was waiting for that."""
    confirmed = await connection.fetch_val(
        """UPDATE authenticators SET confirmed = TRUE, last_step = :step
            WHERE user_id = :user_id AND secret = :secret AND NOT confirmed
        RETURNING user_id""",
        {"user_id": user_id, "secret": secret, "step": step},
    )
    return confirmed is not None


async def update_last_step(connection: Connection, user_id: str, step: int) -> bool:
    """Use a step and all before it up, and return whether it was unused.

    Of concurrent callers exactly one gets it. A last step that lies further ahead than clocks
    differ shows that the clock was set back since, and counts for nothing.
    """
    used = await connection.fetch_val(
        """UPDATE authenticators SET last_step = :step
            WHERE user_id = :user_id AND confirmed
              AND (last_step < :step OR last_step > :step + :most_ahead)
        RETURNING user_id""",
        {"user_id": user_id, "step": step, "most_ahead": MOST_AHEAD},
    )
    return used is not None


async def delete_recovery_code(connection: Connection, user_id: str, code_hash: str) -> bool:
    """Delete a code, and return whether the user had it. Of concurrent callers one gets it."""
    used = await connection.fetch_val(
        "DELETE FROM recovery_codes WHERE user_id = :user_id AND hash = :hash RETURNING hash",
        {"user_id": user_id, "hash": code_hash},
    )
    return used is not None


async def insert_recovery_codes(
    connection: Connection, user_id: str, hashes: Iterable[str]
) -> None:
    """Insert the hashes one by one. Call it in a transaction."""
    for code_hash in hashes:
        await connection.execute(
            "INSERT INTO recovery_codes (user_id, hash) VALUES (:user_id, :hash)",
            {"user_id": user_id, "hash": code_hash},
        )


async def delete_recovery_codes(connection: Connection, user_id: str) -> None:
    await connection.execute(
        "DELETE FROM recovery_codes WHERE user_id = :user_id", {"user_id": user_id}
    )


async def delete_authenticator(connection: Connection, user_id: str) -> bool | None:
    """Delete the authenticator and the recovery codes. Call it in a transaction.

    Return whether the authenticator was confirmed, or None if there was none.
    """
    row = await connection.fetch_first(
        "DELETE FROM authenticators WHERE user_id = :user_id RETURNING confirmed",
        {"user_id": user_id},
    )
    await delete_recovery_codes(connection, user_id)
    return bool(row["confirmed"]) if row else None
