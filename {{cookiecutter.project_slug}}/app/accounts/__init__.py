"""Accounts: who a person is, how they log in, and the sessions in which they are logged in.

Features plug in: `add_login_check` (`login.py`), `add_export` and `add_deletion`
(`own_account.py`), a `Purpose` of tokens (`tokens.py`), and in the pages `add_login_method`
(`pages/login.py`) and `add_security_section` (`pages/security.py`). Accounts imports none of them.
"""

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
