"""A line that names the person's other devices, on every page with live data."""

from quart import Blueprint, Quart

from app.pages import add_live_part

blueprint = Blueprint(
    "presence_pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/presence/static",
)


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)
    add_live_part(app, "presence/_devices.html")
