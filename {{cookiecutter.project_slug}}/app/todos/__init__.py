"""Todos: the example feature, to read and to delete."""

from quart import Quart


def init_app(app: Quart) -> None:
    # % if cookiecutter.frontend == "htmx"
    from app.todos import pages

    pages.init_app(app)

    # % endif
    from app.todos import api

    app.register_blueprint(api.blueprint)
