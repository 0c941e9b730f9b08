"""Presence: the other devices on which a person has a page open. The WebSocket example."""

from quart import Quart


def init_app(app: Quart) -> None:
    # % if cookiecutter.frontend == "htmx"
    from app.presence import pages

    pages.init_app(app)

    # % endif
    from app.presence import api

    app.register_blueprint(api.blueprint)
