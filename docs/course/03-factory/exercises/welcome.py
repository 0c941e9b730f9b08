"""Exercise 1: a part of the application that welcomes people by the name of the app."""

from quart import Blueprint, Quart

blueprint = Blueprint("welcome", __name__)


def init_app(app: Quart) -> None:
    """Register what this part has."""


@blueprint.get("/welcome")
async def welcome() -> str:
    return "Welcome!"
