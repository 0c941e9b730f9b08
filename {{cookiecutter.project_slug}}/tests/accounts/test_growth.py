"""Accounts with many rows: sessions, tokens, and what their deletion takes with it."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts import session_queries
from app.accounts.models import User
from app.accounts.own_account import add_long_deletion
from app.accounts.sessions import delete_expired_sessions
from app.config import Settings
from app.db import connect
from tests.accounts.people import create_user, is_logged_in, log_in
from tests.plans import explain_batches, has_sort


async def test_what_has_expired_is_found_by_indexes(app: Quart, settings: Settings) -> None:
    async with app.app_context():
        plans = await explain_batches(settings.database_url, delete_expired_sessions)

    for plan, index in zip(
        plans,
        ("ix_sessions_created_at", "ix_sessions_last_seen_at", "ix_tokens_expires_at"),
        strict=True,
    ):
        assert index in plan
        assert not has_sort(plan), plan


async def test_a_new_session_ends_the_one_that_was_not_used_for_longest(
    app: Quart, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_queries, "MOST", 2)
    await create_user(app, "grace@example.com")
    other = await log_in(app, "grace@example.com")
    clients = [await log_in(app) for _ in range(3)]

    assert [await is_logged_in(client) for client in [*clients, other]] == [False, True, True, True]


async def test_thousands_of_rows_are_deleted_before_the_account(
    app: Quart, user: User, user_client: Client
) -> None:
    seen: list[tuple[str, object]] = []

    async def delete_notes(user_id: str) -> None:
        async with connect() as connection:
            await connection.execute("UPDATE users SET name = name")  # Nothing is locked.
            seen.append((user_id, await connection.fetch_val("SELECT count(*) FROM users")))

    add_long_deletion(app, delete_notes)

    response = await user_client.delete("/api/users/me")

    assert response.status_code == 204
    assert seen == [(user.id, 1)]


async def test_the_only_admin_loses_nothing(app: Quart) -> None:
    async def delete_notes(user_id: str) -> None:
        raise AssertionError

    add_long_deletion(app, delete_notes)
    await create_user(app, role="admin")
    client = await log_in(app)

    response = await client.delete("/api/users/me")

    assert response.status_code == 409
