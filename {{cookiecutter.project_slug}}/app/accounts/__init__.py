"""Accounts: who a person is, and the sessions in which they are logged in."""

from datetime import timedelta

from quart import Quart


def init_app(app: Quart) -> None:
    from app.accounts import sessions

    sessions.init_app(app)

    from app.accounts import api

    app.register_blueprint(api.blueprint)

    # % if cookiecutter.frontend == "htmx"
    from app.accounts import pages

    pages.init_app(app)

    # % endif
    from app.accounts.commands import create_user

    app.cli.add_command(create_user)

    app.extensions["QUART_TASKS"].add_periodic_task(
        sessions.delete_expired, timedelta(hours=1), name="delete-expired-sessions"
    )
