"""Accounts: sign up, log in and out, passwords, sessions, your own account.

Other features plug in here, and accounts imports none of them. To plug in, use

- `add_login_check` (`login.py`) to ask for more than a password,
- `add_login_method` (`pages/login.py`) to offer another way to log in,
- `add_security_section` (`pages/security.py`) to add settings to the security page,
- `add_factor` (`factors.py`) for what logs people in and can be lost or planted,
- `add_confirmation` (`pages/fresh_login.py`) to confirm who someone without a password is,
- `fresh_login_required` (`own_password.py`) for what a stolen session must not be enough for,
- `record_event` (`activity.py`) for what people should notice about their account,
- `add_registration` (`registration.py`) for what a new account begins with,
- `add_export` and `add_long_export` (`export/`), `add_deletion` and `add_long_deletion`
  (`own_account.py`), for data about a person,
- `Purpose` (`tokens.py`) for secrets that work once,
- `add_scheme` (`app/web/schemes.py`) for programs that log in without a cookie.
"""

from typing import Literal

from pydantic import BaseModel, Field, field_validator
from quart import Quart

from app.config import read_settings


class AccountSettings(BaseModel, frozen=True):
    """The rules for signing up. `.env.example` explains the variables."""

    registration: Literal["open", "invited", "closed"] = "open"
    confirm_email: bool = True
    # NIST SP 800-63B allows no shorter passwords.
    password_min_length: int = Field(default=8, ge=8, le=64)

    @field_validator("registration", mode="before")
    @classmethod
    def ignore_case(cls, value: str) -> str:
        return value.lower()


def init_app(app: Quart) -> None:
    app.config["ACCOUNTS"] = read_settings(app, AccountSettings)

    from app.accounts import callers

    callers.init_app(app)

    from app.accounts import sessions

    sessions.init_app(app)

    from app.accounts import activity

    activity.init_app(app)

    from app.accounts import api

    app.register_blueprint(api.blueprint)

    from app.accounts import visitors

    app.register_blueprint(visitors.blueprint)

    from app.accounts import links

    app.register_blueprint(links.blueprint)

    from app.accounts import export

    export.init_app(app)

    # % if cookiecutter.frontend == "htmx"
    from app.accounts import pages

    pages.init_app(app)

    # % endif
    from app.accounts.commands import create_user, invite

    app.cli.add_command(create_user)
    app.cli.add_command(invite)
