"""The application. Read this first: one stanza per part, in the order a request meets them."""

from quart import Quart

from app.config import Settings, load_settings


def create_app(settings: Settings | None = None) -> Quart:
    """Create an application. Two applications in one process share no state.

    Without `settings`, read them from the environment and `.env`, and end the process with a list
    of what to correct if any is wrong.
    """
    settings = settings or load_settings()
    # Each part brings its own folders of templates and static files.
    app = Quart(__name__, static_folder=None, template_folder=None)
    app.config["SETTINGS"] = settings
    app.config["SECRET_KEY"] = settings.secret_key.get_secret_value()
    app.config["SECRET_KEY_FALLBACKS"] = settings.secret_key_fallbacks
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024

    from app import logs

    logs.init_app(app)

    from app import sentry

    sentry.init_app(app)

    from app import tracing

    tracing.init_app(app)

    from app.web import errors

    errors.init_app(app)

    from app.web import load

    load.init_app(app)

    from app.web import json_bodies

    json_bodies.init_app(app)

    from app.web import security

    security.init_app(app)

    from app.web import security_txt

    security_txt.init_app(app)

    from app.web import development

    development.init_app(app)

    from app.web import cross_site

    cross_site.init_app(app)

    from app.web import websockets

    websockets.init_app(app)

    from app.web import static_files

    static_files.init_app(app)

    from app.web import limits

    limits.init_app(app)

    from app.web import openapi

    openapi.init_app(app)

    from app import db

    db.init_app(app)

    from app import tasks

    tasks.init_app(app)

    from app import jobs

    jobs.init_app(app)

    from app import mail

    mail.init_app(app)

    from app import backups

    backups.init_app(app)

    from app import live

    live.init_app(app)

    from app import health

    health.init_app(app)

    from app import metrics

    metrics.init_app(app)

    from app import cli

    cli.init_app(app)

    from app import scaffold

    scaffold.init_app(app)

    # % if cookiecutter.frontend == "htmx"
    from app import pages

    pages.init_app(app)

    # % elif cookiecutter.frontend == "react"
    from app import frontend

    frontend.init_app(app)

    # % else
    from app.web import start_page

    start_page.init_app(app)

    # % endif
    from app import accounts

    accounts.init_app(app)

    from app import todos

    todos.init_app(app)

    # % if cookiecutter.start == "complete"
    from app import two_step

    two_step.init_app(app)

    from app import passkeys

    passkeys.init_app(app)

    from app import oidc

    oidc.init_app(app)

    from app import api_tokens

    api_tokens.init_app(app)

    from app import uploads

    uploads.init_app(app)

    from app import presence

    presence.init_app(app)

    from app import admin

    admin.init_app(app)

    # % endif
    return app
