"""Solution 1: the safe has a count of its own, from wherever people come."""

from datetime import timedelta

from app.web.limits import limit_attempts
from app.web.security import public
from quart import Blueprint, Quart
from quart_rate_limiter import rate_limit

blueprint = Blueprint("pins", __name__)
PINS = {"ann": "4711", "ben": "0815"}


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)


@blueprint.post("/safes/<name>/<pin>")
@public
@rate_limit(5, timedelta(hours=1))
async def open_safe(name: str, pin: str) -> tuple[str, int]:
    await limit_attempts(f"safe:{name}", 5, timedelta(hours=1))
    if PINS.get(name) != pin:
        return "The PIN is wrong.", 403
    return "The safe is open.", 200
