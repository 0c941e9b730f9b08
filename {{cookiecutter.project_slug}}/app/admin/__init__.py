"""Administration: the people who have an account, the outbox, jobs and periodic tasks."""

from quart import Quart


def init_app(app: Quart) -> None:
    # % if cookiecutter.frontend == "htmx"
    from app.admin import pages

    pages.init_app(app)

    # % endif
    from app.admin import api

    app.register_blueprint(api.blueprint)
