"""Health: whether the process runs and can serve requests, for Docker, proxies and platforms."""

import asyncio
from typing import Literal

from msgspec import Struct
from quart import Blueprint, Quart, current_app
from quart_rate_limiter import rate_exempt
from quart_schema import tag_blueprint, validate_response
from werkzeug.exceptions import ServiceUnavailable

from app.db.faults import DatabaseReadOnly
from app.db.readiness import check_database
from app.web.security import public

blueprint = Blueprint("health", __name__)
tag_blueprint(blueprint, ["Health"])


class Health(Struct, omit_defaults=True):
    """Ready for requests. Degraded means that some of it does not work, as `problems` says.

    - `read-only`: nothing can be saved, but everything can be read.
    - `redis`: each process counts rate limits by itself.
    """

    status: Literal["ok", "degraded"]
    problems: list[Literal["read-only", "redis"]] = []


def init_app(app: Quart) -> None:
    # Set when the server begins to stop, so that open streams and WebSockets end.
    app.extensions["DRAINING"] = asyncio.Event()
    app.register_blueprint(blueprint)


@blueprint.get("/livez")
@public
@rate_exempt
@validate_response(Health)
async def show_liveness() -> Health:
    """Report that the process runs."""
    return Health("ok")


@blueprint.get("/readyz")
@public
@validate_response(Health)
async def show_readiness() -> Health:
    """Report whether the app can serve requests. An error names the part that is missing."""
    require_running()
    problems: list[Literal["read-only", "redis"]] = []
    try:
        await check_database()
    except DatabaseReadOnly:
        # All processes have this database. If each of them was taken out, nobody could read.
        problems.append("read-only")
    if not await current_app.extensions["RATE_LIMIT_STORE"].is_available():
        problems.append("redis")
    return Health("degraded" if problems else "ok", problems)


@blueprint.get("/readyz/server")
@public
@rate_exempt
@validate_response(Health)
async def show_server_readiness() -> Health:
    """Report whether this process takes requests, even if the database is missing.

    A proxy in front of several processes asks this. Without the database, another process would
    not be better, and each of them tells people what is wrong.
    """
    require_running()
    return Health("ok")


def require_running() -> None:
    if current_app.extensions["DRAINING"].is_set():
        raise ServiceUnavailable("The server is stopping.")
