"""The app as it runs in production."""

from collections.abc import AsyncIterator

import pytest
from quart import Quart, request

from app import create_app
from app.config import Settings
from app.web.security import public


@pytest.fixture
async def production_app(settings: Settings) -> AsyncIterator[Quart]:
    """Behind one proxy, used by pages of one other origin."""
    changes = {
        "app_env": "production",
        "base_url": "https://www.example.com",
        "cors_origins": ["https://friend.example"],
        "trusted_hops": 1,
    }
    app = create_app(settings.model_copy(update=changes))

    @app.get("/api/address")
    @public
    async def show_address() -> dict[str, str | None]:
        return {"address": request.remote_addr, "url": request.url}

    async with app.test_app():
        yield app
