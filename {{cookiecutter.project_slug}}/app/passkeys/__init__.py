"""Passkeys: log in with a fingerprint, a face or a PIN, without a password."""

from quart import Quart


def init_app(app: Quart) -> None:
    from app.accounts.export import add_export
    from app.passkeys.queries import select_passkeys

    add_export(app, "passkeys", select_passkeys)

    from app.accounts.factors import Factor, add_factor
    from app.passkeys.queries import delete_passkeys, describe_passkeys

    factor = Factor("passkeys", describe_passkeys, delete_passkeys, logs_in=True)
    add_factor(app, "passkeys", factor)

    # % if cookiecutter.frontend == "htmx"
    from app.passkeys import pages

    pages.init_app(app)

    # % endif
    from app.passkeys import api

    app.register_blueprint(api.blueprint)
