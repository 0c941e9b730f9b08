"""Solution 2: the counter belongs to the application, which the view finds as `current_app`."""

from itertools import count

from quart import Blueprint, Quart, current_app

blueprint = Blueprint("visits", __name__)


def create_app() -> Quart:
    app = Quart(__name__)
    app.extensions["VISITS"] = count(1)
    app.register_blueprint(blueprint)
    return app


@blueprint.get("/")
async def count_visit() -> dict[str, int]:
    return {"visits": next(current_app.extensions["VISITS"])}
