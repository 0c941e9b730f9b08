"""The pages of accounts: one module for each subject, all on one blueprint."""

from importlib import import_module

from quart import Blueprint, Quart
from quart_auth import Unauthorized as LoginRequired

from app.accounts.own_password import FreshLoginRequired
from app.accounts.pages.destinations import ask_for_login
from app.accounts.registration import is_registration_open
from app.accounts.sessions import current_user
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
    for subject in ("login", "registration", "passwords", "account", "address", "activity", "data"):
        import_module(f"{__name__}.{subject}")
    fresh_login = import_module(f"{__name__}.fresh_login")
    security = import_module(f"{__name__}.security")
    app.register_blueprint(blueprint)
    app.jinja_env.globals |= {"seems_logged_in": seems_logged_in, "name_person": name_person}
    for name in ("login_methods", "confirmations"):
        app.jinja_env.globals[name] = app.extensions.setdefault(name.upper(), [])
    app.register_error_handler(LoginRequired, ask_for_login)
    app.register_error_handler(FreshLoginRequired, fresh_login.ask_for_password)
    add_link(app, "Log in", "accounts_pages.show_login", place="visitor")
    app.jinja_env.globals["is_registration_open"] = is_registration_open
    add_link(
        *(app, "Sign up", "accounts_pages.show_registration", "visitor"),
        is_shown=is_registration_open,
    )
    add_link(app, "Settings", "accounts_pages.show_profile", place="account")
    add_link(app, "Log out", "accounts_pages.log_out", place="action")
    add_link(app, "Profile", "accounts_pages.show_profile", place="settings")
    add_link(app, "Email address", "accounts_pages.show_email", place="settings")
    add_link(app, "Password", "accounts_pages.show_password", place="settings")
    add_link(
        *(app, "Security", "accounts_pages.show_security", "settings"),
        is_shown=security.has_sections,
    )
    add_link(app, "Devices", "accounts_pages.list_sessions", place="settings")
    add_link(app, "Activity", "accounts_pages.show_activity", place="settings")
    add_link(app, "Your data", "accounts_pages.show_data", place="settings")


def seems_logged_in() -> bool:
    """Return whether someone is logged in, by the cookie alone if nobody has looked them up.

    So an error page can be shown while the database is away.
    """
    return bool(current_user.found if current_user.is_loaded else current_user.auth_id)


def name_person() -> str:
    """Return the name or address of the person, or words for it if nobody has looked them up."""
    user = current_user.found
    return (user.name or user.email) if user else "your account"
