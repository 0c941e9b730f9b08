"""Accounts: sign up, log in and out, passwords, sessions, your own account.

Other features plug in here, and accounts imports none of them. To plug in, use

- `add_login_check` (`login.py`) to ask for more than a password,
- `add_login_method` (`pages/login.py`) to offer another way to log in,
- `add_security_section` (`pages/security.py`) to add settings to the security page,
- `add_factor` (`factors.py`) for what logs people in and can be lost or planted,
- `add_confirmation` (`pages/fresh_login.py`) to confirm who someone without a password is,
- `fresh_login_required` (`own_password.py`) for what a stolen session must not be enough for,
- `record_event` (`activity.py`) for what people should notice about their account,
- `add_export` and `add_long_export` (`export/`), `add_deletion` and `add_long_deletion`
  (`own_account.py`), for data about a person,
- `Purpose` (`tokens.py`) for secrets that work once.
"""

from quart import Quart


def init_app(app: Quart) -> None:
    from app.accounts import sessions

    sessions.init_app(app)

    from app.accounts import activity

    activity.init_app(app)

    from app.accounts import api

    app.register_blueprint(api.blueprint)

    from app.accounts import export

    export.init_app(app)

    # % if cookiecutter.frontend == "htmx"
    from app.accounts import pages

    pages.init_app(app)

    # % endif
    from app.accounts.commands import create_user

    app.cli.add_command(create_user)
