"""Exercise 1: a PIN that is limited by address, and guessed from a thousand addresses."""

from datetime import timedelta

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
    if PINS.get(name) != pin:
        return "The PIN is wrong.", 403
    return "The safe is open.", 200
