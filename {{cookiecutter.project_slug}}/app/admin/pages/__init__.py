"""The pages for admins: people, mail, jobs and tasks."""

from importlib import import_module

from quart import Blueprint, Quart

from app.accounts.sessions import current_user
from app.pages import add_link

blueprint = Blueprint(
    "admin_pages",
    __name__,
    url_prefix="/admin",
    template_folder="templates",
    static_folder="static",
)


def init_app(app: Quart) -> None:
    # Importing a module registers its views on the blueprint.
    for subject in ("people", "changes", "invitations", "overview", "jobs"):
        import_module(f"{__name__}.{subject}")
    app.register_blueprint(blueprint)
    add_link(
        app, "Admin", "admin_pages.list_people", "account", is_shown=lambda: current_user.is_admin
    )
