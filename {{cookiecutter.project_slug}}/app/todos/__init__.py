"""Todos: the example feature, to read and then to delete. README.md says how."""

from quart import Quart


def init_app(app: Quart) -> None:
    # % if cookiecutter.frontend == "htmx"
    from app.todos import pages

    pages.init_app(app)

    # % endif
    from app.todos import api, list_api

    app.register_blueprint(api.blueprint)
    app.register_blueprint(list_api.blueprint)

    from app.todos.digests import select_last_digest_day, send_digests

    # By the clock, so that a digest goes out at seven sharp: no time zone is off the quarter hour.
    app.extensions["QUART_TASKS"].add_cron_task(send_digests, "*/15 * * * *", name="send-digests")

    from app.accounts.export import add_export, add_long_export
    from app.accounts.own_account import add_long_deletion
    from app.todos.queries import delete_todos, iterate_todos

    add_long_export(app, "todos", iterate_todos)
    add_export(app, "last_digest", select_last_digest_day)
    add_long_deletion(app, delete_todos)
