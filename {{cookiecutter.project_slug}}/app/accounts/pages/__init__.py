"""The pages of accounts: one module for each subject, all on one blueprint."""

from importlib import import_module

from quart import Blueprint, Quart
from quart_auth import Unauthorized as LoginRequired

from app.accounts.pages.destinations import ask_for_login
from app.pages import add_link

blueprint = Blueprint(
    "accounts_pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/account/static",
)


def init_app(app: Quart) -> None:
    # Importing a module puts its views on the blueprint.
    for subject in ("login", "registration", "passwords", "account", "security"):
        import_module(f"{__name__}.{subject}")
    app.register_blueprint(blueprint)
    app.register_error_handler(LoginRequired, ask_for_login)
    add_link(app, "Log in", "accounts_pages.show_login", place="visitor")
    add_link(app, "Sign up", "accounts_pages.show_registration", place="visitor")
    add_link(app, "Account", "accounts_pages.show_account", place="account")
