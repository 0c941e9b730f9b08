"""Is the process alive, and is it ready for requests? Asked by Docker, proxies and platforms."""

import asyncio
from typing import Literal

from msgspec import Struct
from quart import Blueprint, Quart, current_app
from quart_rate_limiter import rate_exempt
from quart_schema import tag_blueprint, validate_response
from werkzeug.exceptions import ServiceUnavailable

from app.db import connect
from app.web.security import public

blueprint = Blueprint("health", __name__)
tag_blueprint(blueprint, ["Health"])


class Health(Struct):
    """Ready for requests. Degraded means without rate limits, as Redis is away."""

    status: Literal["ok", "degraded"]


def init_app(app: Quart) -> None:
    # Set as the server begins to stop, so that whatever holds a connection open can end it.
    app.extensions["DRAINING"] = asyncio.Event()
    app.register_blueprint(blueprint)


@blueprint.get("/livez")
@public
@rate_exempt
@validate_response(Health)
async def show_liveness() -> Health:
    """Say that the process answers."""
    return Health("ok")


@blueprint.get("/readyz")
@public
@rate_exempt
@validate_response(Health)
async def show_readiness() -> Health:
    """Say that requests can be served, or name the part that is missing."""
    if current_app.extensions["DRAINING"].is_set():
        raise ServiceUnavailable("The server is stopping.")
    await check_database()
    if not await current_app.extensions["RATE_LIMIT_STORE"].is_available():
        return Health("degraded")
    return Health("ok")


async def check_database() -> None:
    """Raises `DatabaseAway`, which says so, from `connect`."""
    async with connect() as connection:
        await connection.fetch_val("SELECT 1")
