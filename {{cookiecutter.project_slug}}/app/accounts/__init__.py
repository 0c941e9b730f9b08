"""Accounts: who a person is, and the sessions in which they are logged in."""

from quart import Quart


def init_app(app: Quart) -> None:
    from app.accounts import sessions

    sessions.init_app(app)

    from app.accounts import api, authenticators_api, passkeys_api, sessions_api

    for part in (api, sessions_api, authenticators_api, passkeys_api):
        app.register_blueprint(part.blueprint)

    # % if cookiecutter.frontend == "htmx"
    from app.accounts import pages

    pages.init_app(app)

    # % endif
    from app.accounts.commands import create_user

    app.cli.add_command(create_user)
