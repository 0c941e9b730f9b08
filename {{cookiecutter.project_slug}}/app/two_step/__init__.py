"""Two-step login: after the password, a code from an authenticator app or a recovery code."""

from datetime import timedelta

from quart import Quart


def init_app(app: Quart) -> None:
    from app.accounts.login import add_login_check
    from app.two_step.login import require_code

    add_login_check(app, require_code)

    from app.accounts.export import add_export
    from app.two_step.codes import export_two_step

    add_export(app, "two_step", export_two_step)

    from app.two_step.encryption import renew_encryption

    app.extensions["QUART_TASKS"].add_periodic_task(
        renew_encryption, timedelta(days=1), name="renew-encryption"
    )

    from app.accounts.factors import Factor, add_factor
    from app.two_step.codes import describe_factor
    from app.two_step.queries import delete_authenticator

    add_factor(app, "two_step", Factor("two-step login", describe_factor, delete_authenticator))

    # % if cookiecutter.frontend == "htmx"
    from app.two_step import pages

    pages.init_app(app)

    # % endif
    from app.two_step import api

    app.register_blueprint(api.blueprint)
