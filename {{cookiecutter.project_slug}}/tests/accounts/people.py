"""People with accounts, made without the mails that strangers need."""

from datetime import UTC, datetime
from typing import Any

from quart import Quart, Response
from quart.typing import TestClientProtocol as Client

from app.accounts.activity import AccountEvent, record_event
from app.accounts.models import Role, User
from app.accounts.passwords import hash_password
from app.accounts.queries import insert_user
from app.db import connect, transaction
from app.jobs.runner import run_due_jobs
from tests.constants import EMAIL, PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def create_user(app: Quart, email: str = EMAIL, role: Role = "user") -> User:
    password_hash = await hash_password(PASSWORD)
    async with app.app_context(), connect() as connection:
        user = await insert_user(connection, email, password_hash, role=role)
    assert user is not None
    return user


async def disable(app: Quart, email: str = EMAIL) -> None:
    """Set the mark alone, without ending sessions and tokens as an admin's change does."""
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE users SET disabled = TRUE WHERE email = :email", {"email": email}
        )


async def log_in(app: Quart, email: str = EMAIL) -> Client:
    """Return a new client that is logged in, as on a new device."""
    client = app.test_client()
    response = await client.post("/api/sessions", json={"email": email, "password": PASSWORD})
    assert response.status_code == 201
    return client


async def log_in_from(
    client: Client, user_agent: str = FIREFOX, address: str = "192.0.2.7", password: str = PASSWORD
) -> Response:
    return await client.post(
        "/api/sessions",
        json={"email": EMAIL, "password": password},
        headers={"User-Agent": user_agent},
        scope_base={"client": (address, 1)},
    )


async def record_events(app: Quart, user: User | None, event: AccountEvent, times: int = 1) -> None:
    async with app.app_context(), transaction() as connection:
        for _ in range(times):
            await record_event(connection, user, event)


async def remove_password(app: Quart, email: str = EMAIL) -> None:
    """Have a person be as those who log in another way, and never set a password."""
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE users SET password_hash = NULL WHERE email = :email", {"email": email}
        )


async def make_stale(app: Quart, confirmed_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
    """Have every session give its password last at that moment."""
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE sessions SET confirmed_at = :at", {"at": confirmed_at})


async def is_logged_in(client: Client) -> bool:
    return (await client.get("/api/users/me")).status_code == 200


async def export_account(client: Client) -> dict[str, Any]:
    """Ask for the export of a person, have it written, and return it."""
    response = await client.post("/api/users/me/export")
    assert response.status_code == 202
    await run_due_jobs(client.app)
    export: dict[str, Any] = await (await client.get("/api/users/me/export/file")).get_json()
    return export


async def read_mail(app: Quart) -> list[tuple[str, str, str]]:
    """Return the recipient, subject and text of each message, in the order they were queued."""
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all(
            "SELECT recipient, subject, text FROM outbox ORDER BY created_at, id"
        )
    return [(row["recipient"], row["subject"], row["text"]) for row in rows]


async def read_token(app: Quart) -> str:
    """Return the token of the last message."""
    _, _, text = (await read_mail(app))[-1]
    return text.partition("?token=")[2].split()[0]
