"""The SQL of authenticators and recovery codes."""

from collections.abc import Iterable

from app.db import Connection


async def select_secret(connection: Connection, user_id: str, *, confirmed: bool) -> str | None:
    secret: str | None = await connection.fetch_val(
        "SELECT secret FROM authenticators WHERE user_id = :user_id AND confirmed = :confirmed",
        {"user_id": user_id, "confirmed": confirmed},
    )
    return secret


async def count_recovery_codes(connection: Connection, user_id: str) -> int:
    count: int | None = await connection.fetch_val(
        "SELECT count(*) FROM recovery_codes WHERE user_id = :user_id", {"user_id": user_id}
    )
    return count or 0


async def replace_unconfirmed(connection: Connection, user_id: str, secret: str) -> bool:
    """Whether it was written: one that is confirmed stays."""
    written = await connection.fetch_val(
        """INSERT INTO authenticators (user_id, secret, confirmed, last_step)
                VALUES (:user_id, :secret, FALSE, 0)
           ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret
                 WHERE NOT authenticators.confirmed
             RETURNING user_id""",
        {"user_id": user_id, "secret": secret},
    )
    return written is not None


async def confirm(connection: Connection, user_id: str, secret: str, step: int) -> bool:
    """Whether it was this secret that waited. The step of the code is used up by it."""
    confirmed = await connection.fetch_val(
        """UPDATE authenticators SET confirmed = TRUE, last_step = :step
            WHERE user_id = :user_id AND secret = :secret AND NOT confirmed
        RETURNING user_id""",
        {"user_id": user_id, "secret": secret, "step": step},
    )
    return confirmed is not None


async def use_step(connection: Connection, user_id: str, step: int) -> bool:
    """Whatever is asked at the same time, one caller gets the step, and none gets one before."""
    used = await connection.fetch_val(
        """UPDATE authenticators SET last_step = :step
            WHERE user_id = :user_id AND confirmed AND last_step < :step
        RETURNING user_id""",
        {"user_id": user_id, "step": step},
    )
    return used is not None


async def use_recovery_code(connection: Connection, user_id: str, code_hash: str) -> bool:
    """Whatever is asked at the same time, one caller gets it."""
    used = await connection.fetch_val(
        "DELETE FROM recovery_codes WHERE user_id = :user_id AND hash = :hash RETURNING hash",
        {"user_id": user_id, "hash": code_hash},
    )
    return used is not None


async def insert_recovery_codes(
    connection: Connection, user_id: str, hashes: Iterable[str]
) -> None:
    """In a transaction."""
    for code_hash in hashes:
        await connection.execute(
            "INSERT INTO recovery_codes (user_id, hash) VALUES (:user_id, :hash)",
            {"user_id": user_id, "hash": code_hash},
        )


async def delete_authenticator(connection: Connection, user_id: str) -> bool | None:
    """With its recovery codes, in a transaction. Returns whether it was confirmed, if it was."""
    row = await connection.fetch_first(
        "DELETE FROM authenticators WHERE user_id = :user_id RETURNING confirmed",
        {"user_id": user_id},
    )
    await connection.execute(
        "DELETE FROM recovery_codes WHERE user_id = :user_id", {"user_id": user_id}
    )
    return bool(row["confirmed"]) if row else None
