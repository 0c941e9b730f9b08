"""Solution 1: the name comes from the application that serves this request."""

from quart import Blueprint, Quart, current_app

blueprint = Blueprint("welcome", __name__)


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/welcome")
async def welcome() -> str:
    return f"Welcome to {current_app.config['SETTINGS'].app_name}!"
