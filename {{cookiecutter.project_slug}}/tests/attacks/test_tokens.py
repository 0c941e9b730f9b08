"""Tokens replayed, crossed, guessed and raced for."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart

from app.accounts.models import User
from app.accounts.tokens import CONFIRM, RESET, Purpose, insert_token, select_token, use_token
from app.db import connect
from tests.accounts.people import read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL

NEW = "a loom that calculates"


@pytest.mark.parametrize("purpose", [CONFIRM, RESET], ids=["confirm", "reset"])
async def test_a_token_crossed_to_another_purpose(app: Quart, user: User, purpose: Purpose) -> None:
    others = [other for other in (CONFIRM, RESET) if other != purpose]

    async with app.app_context(), connect() as connection:
        token = await insert_token(connection, purpose, user_id=user.id, email=user.email)
        crossed = [await use_token(connection, other, token) for other in others]
        looked = [await select_token(connection, other, token) for other in others]
        right = await use_token(connection, purpose, token)

    assert crossed + looked == [None] * 2 * len(others)
    assert right is not None


@pytest.mark.parametrize(
    ("ahead", "is_valid"), [(timedelta(hours=1), True), (timedelta(days=365), False)]
)
async def test_a_token_of_a_clock_that_was_ahead(
    app: Quart, user: User, ahead: timedelta, is_valid: bool
) -> None:
    async with app.app_context(), connect() as connection:
        token = await insert_token(connection, RESET, user_id=user.id)
        later = {"later": datetime.now(UTC) + RESET.lifetime + ahead}
        await connection.execute("UPDATE tokens SET expires_at = :later", later)

        looked = await select_token(connection, RESET, token)
        used = await use_token(connection, RESET, token)

    assert [looked is not None, used is not None] == [is_valid, is_valid]


async def test_a_token_to_confirm_as_one_to_reset(app: Quart) -> None:
    client = app.test_client()
    await client.post("/api/users", json=CREDENTIALS)
    token = await read_token(app)

    response = await client.post("/api/password/reset", json={"token": token, "password": NEW})

    assert response.status_code == 400


@pytest.mark.usefixtures("user")
async def test_a_token_to_reset_as_one_to_confirm(app: Quart) -> None:
    client = app.test_client()
    await client.post("/api/password/forgotten", json={"email": EMAIL})

    response = await client.post("/api/users/confirm", json={"token": await read_token(app)})

    assert response.status_code == 400


@pytest.mark.usefixtures("user")
async def test_a_token_raced_for(app: Quart) -> None:
    client = app.test_client()
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    data = {"token": await read_token(app), "password": NEW}

    responses = await asyncio.gather(
        *(app.test_client().post("/api/password/reset", json=data) for _ in range(8))
    )

    statuses = sorted(response.status_code for response in responses)
    assert statuses == [204] + [400] * 7


@pytest.mark.usefixtures("user")
async def test_a_token_read_in_the_database(app: Quart) -> None:
    """The stored hash is of no use, and no message that was sent says more."""
    client = app.test_client()
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    token = await read_token(app)

    async with app.app_context(), connect() as connection:
        row = await connection.fetch_first("SELECT * FROM tokens")
    stored = dict(row or {})
    response = await client.post(
        "/api/password/reset", json={"token": stored["hash"], "password": NEW}
    )

    assert token not in str(stored)
    assert response.status_code == 400


@pytest.mark.usefixtures("user")
async def test_a_forged_host_in_the_link_of_a_mail(app: Quart) -> None:
    await app.test_client().post(
        "/api/password/forgotten", json={"email": EMAIL}, headers={"Host": "evil.example"}
    )

    ((_, _, text),) = await read_mail(app)
    assert "evil.example" not in text
    assert "http://127.0.0.1:8000/reset?token=" in text
