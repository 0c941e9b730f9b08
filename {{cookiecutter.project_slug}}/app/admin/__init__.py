"""Administration: the people who have an account, the outbox, jobs and periodic tasks."""

from quart import Quart


def init_app(app: Quart) -> None:
    # % if cookiecutter.frontend == "htmx"
    from app.admin import pages

    pages.init_app(app)

    # % endif
    # Importing a module registers its views on the blueprint.
    from app.admin import api, work_api  # noqa: F401

    app.register_blueprint(api.blueprint)
