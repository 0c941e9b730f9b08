"""Solution 1: without their rows, no cookie of this person is worth anything."""

from app.accounts.session_queries import delete_sessions
from app.accounts.sessions import current_user
from app.db import connect
from quart import Blueprint, Quart
from quart_auth import login_required, logout_user

blueprint = Blueprint("everywhere", __name__)


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)


@blueprint.post("/logout-everywhere")
@login_required
async def log_out_everywhere() -> tuple[str, int]:
    async with connect() as connection:
        await delete_sessions(connection, current_user.user.id)
    logout_user()
    return "", 204
