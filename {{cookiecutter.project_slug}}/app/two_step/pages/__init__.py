"""The pages of two-step login: turn it on and off, and log in with a code."""

from importlib import import_module
from typing import Any

from quart import Blueprint, Quart

from app.accounts.pages.security import add_security_section
from app.accounts.sessions import current_user
from app.two_step.codes import describe_authenticator
from app.two_step.login import CodeRequired

blueprint = Blueprint(
    "two_step_pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/account/security/static",
)


def init_app(app: Quart) -> None:
    # Importing a module puts its views on the blueprint.
    import_module(f"{__name__}.settings")
    login = import_module(f"{__name__}.login")
    app.register_blueprint(blueprint)
    app.register_error_handler(CodeRequired, login.ask_for_code)
    add_security_section(app, "two_step/_section.html", load_section)


async def load_section() -> dict[str, Any]:
    return {"authenticator": await describe_authenticator(current_user.user)}
