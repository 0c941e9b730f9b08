"""Exercise 1: a button that logs a person out everywhere, but works on this device alone."""

from quart import Blueprint, Quart
from quart_auth import login_required, logout_user

blueprint = Blueprint("everywhere", __name__)


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)


@blueprint.post("/logout-everywhere")
@login_required
async def log_out_everywhere() -> tuple[str, int]:
    logout_user()
    return "", 204
