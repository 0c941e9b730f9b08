"""Exercise 2: a counter that two applications share, although neither knows the other."""

from itertools import count

from quart import Blueprint, Quart

blueprint = Blueprint("visits", __name__)
counter = count(1)


def create_app() -> Quart:
    app = Quart(__name__)
    app.register_blueprint(blueprint)
    return app


@blueprint.get("/")
async def count_visit() -> dict[str, int]:
    return {"visits": next(counter)}
