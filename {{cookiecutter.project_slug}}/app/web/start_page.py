"""The address `/`. There are no pages here, so it leads to the description of the API."""

from quart import Blueprint, Quart, redirect, url_for
from quart.typing import ResponseReturnValue

from app.web.security import public

blueprint = Blueprint("start_page", __name__)


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/")
@public
async def show_start() -> ResponseReturnValue:
    return redirect(url_for("docs.show_docs"), 303)
