"""API tokens: programs and mobile apps use the API by `Authorization: Bearer …`."""

from datetime import timedelta

from quart import Quart


def init_app(app: Quart) -> None:
    from app.api_tokens.bearer import BEARER
    from app.web.schemes import add_scheme

    add_scheme(app, "token", BEARER)

    from app.accounts.export import add_export
    from app.api_tokens.queries import select_tokens

    add_export(app, "api_tokens", select_tokens)

    from app.accounts.factors import Factor, add_factor
    from app.api_tokens.queries import delete_tokens, describe_tokens

    add_factor(app, "api_tokens", Factor("API tokens", describe_tokens, delete_tokens))

    from app.api_tokens.queries import delete_expired_tokens

    app.extensions["QUART_TASKS"].add_periodic_task(
        delete_expired_tokens, timedelta(hours=1), name="delete-expired-api-tokens"
    )

    # % if cookiecutter.frontend == "htmx"
    from app.api_tokens import pages

    pages.init_app(app)

    # % endif
    from app.api_tokens import api

    app.register_blueprint(api.blueprint)
