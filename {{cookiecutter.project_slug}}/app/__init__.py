"""The application. Read this file first: one stanza per part, in the order a request meets them."""

from quart import Quart

from app.config import Settings, load_settings


def create_app(settings: Settings | None = None) -> Quart:
    """Build one application; two in one process share no state.

    Without `settings` they come from the environment and `.env`, and bad ones end the process
    with a list of what to correct.
    """
    settings = settings or load_settings()
    app = Quart(__name__)
    app.config["SETTINGS"] = settings
    app.config["SECRET_KEY"] = settings.secret_key.get_secret_value()
    app.config["SECRET_KEY_FALLBACKS"] = settings.secret_key_fallbacks
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024

    from app import logs

    logs.init_app(app)

    from app import errors

    errors.init_app(app)

    from app import security

    security.init_app(app)

    from app import cross_site

    cross_site.init_app(app)

    from app import static_files

    static_files.init_app(app)

    from app import limits

    limits.init_app(app)

    from app import openapi

    openapi.init_app(app)

    from app import db

    db.init_app(app)

    from app import schema

    schema.init_app(app)

    from app import tasks

    tasks.init_app(app)

    from app import outbox

    outbox.init_app(app)

    from app import mailbox

    mailbox.init_app(app)

    from app import live

    live.init_app(app)

    from app import health

    health.init_app(app)

    from app import commands

    commands.init_app(app)

    # % if cookiecutter.frontend == "htmx"
    from app import pages

    pages.init_app(app)

    from app import error_pages

    error_pages.init_app(app)

    from app import appearance

    appearance.init_app(app)

    # % endif
    from app import accounts

    accounts.init_app(app)

    # The example feature. To begin your own, delete this stanza and the directory `app/todos`.
    from app import todos

    todos.init_app(app)

    from app import admin

    admin.init_app(app)

    return app
