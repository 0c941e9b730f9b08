"""The secrets of authenticator apps in the database."""

import logging

import pytest
from pydantic import SecretStr
from pyotp import TOTP, random_base32
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.accounts.models import User
from app.config import Settings
from app.db import connect
from app.two_step.encryption import renew_encryption
from tests.constants import CREDENTIALS
from tests.two_step.authenticator_apps import Clock, enrol

NEW_KEY = "another key for tests alone, 9876543210"


async def read_secret(app: Quart) -> str:
    async with app.app_context(), connect() as connection:
        return str(await connection.fetch_val("SELECT secret FROM authenticators"))


async def log_in(app: Quart, code: str) -> int:
    response = await app.test_client().post("/api/sessions", json={**CREDENTIALS, "code": code})
    return response.status_code


def change_key(settings: Settings, *fallbacks: str) -> Quart:
    changes = {"secret_key": SecretStr(NEW_KEY), "secret_key_fallbacks": list(fallbacks)}
    return create_app(settings.model_copy(update=changes))


async def test_the_database_does_not_show_the_secret(
    app: Quart, user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)

    stored = await read_secret(app)

    assert secret not in stored
    assert await log_in(app, clock.show_code(secret)) == 201


async def test_a_secret_outlives_a_new_key_if_the_old_one_is_a_fallback(
    settings: Settings, user_client: Client, clock: Clock
) -> None:
    secret, _ = await enrol(user_client, clock)
    rotated = change_key(settings, settings.secret_key.get_secret_value())
    async with rotated.test_app():
        assert await log_in(rotated, clock.show_code(secret)) == 201
        async with rotated.app_context():
            await renew_encryption()

    later = change_key(settings)
    async with later.test_app():
        assert await log_in(later, clock.show_code(secret, steps=1)) == 201


async def test_without_the_old_key_recovery_codes_still_log_in(
    settings: Settings, user_client: Client, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    secret, recovery_codes = await enrol(user_client, clock)
    app = change_key(settings)
    async with app.test_app():
        assert await log_in(app, clock.show_code(secret)) == 401
        assert await log_in(app, recovery_codes[0]) == 201
        async with app.app_context():
            await renew_encryption()

    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert errors
    assert {"SECRET_KEY_FALLBACKS" in record.getMessage() for record in errors} == {True}


async def test_a_secret_from_before_is_accepted_and_then_encrypted(
    app: Quart, user: User, clock: Clock
) -> None:
    secret = random_base32()
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "INSERT INTO authenticators VALUES (:id, :secret, TRUE, 0)",
            {"id": user.id, "secret": secret},
        )
    before = await log_in(app, TOTP(secret).at(int(clock.now)))
    async with app.app_context():
        await renew_encryption()
    clock.now += 60

    after = await log_in(app, TOTP(secret).at(int(clock.now)))

    assert (before, after) == (201, 201)
    assert secret not in await read_secret(app)
