"""An admin, and a client that is logged in as the admin."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from tests.accounts.people import create_user, log_in

ADMIN = "grace@example.com"


@pytest.fixture
async def admin(app: Quart) -> User:
    return await create_user(app, ADMIN, role="admin")


@pytest.fixture
async def admin_client(app: Quart, admin: User) -> Client:
    return await log_in(app, admin.email)
