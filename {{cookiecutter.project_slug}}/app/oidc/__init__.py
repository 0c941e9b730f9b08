"""OpenID Connect: log in with an account at Google, Keycloak or another provider."""

from quart import Quart


def init_app(app: Quart) -> None:
    from app.oidc.settings import read_providers

    providers = app.extensions["OIDC_PROVIDERS"] = read_providers(app)

    # The API is described in the same way with and without a provider.
    from app.oidc import api

    app.register_blueprint(api.blueprint)

    # % if cookiecutter.frontend == "htmx"
    from app.oidc import pages

    pages.init_app(app)

    # % elif cookiecutter.frontend == "react"
    from app.oidc import returns

    app.register_blueprint(returns.blueprint)

    # % endif
    if not providers:
        return

    from app.oidc import client

    client.init_app(app)

    from app.accounts.export import add_export
    from app.oidc.queries import select_identities

    add_export(app, "oidc", select_identities)

    from app.accounts.factors import Factor, add_factor
    from app.oidc.queries import delete_identities, describe_identities

    factor = Factor("logins at providers", describe_identities, delete_identities, logs_in=True)
    add_factor(app, "oidc", factor)

    from app.oidc import redirects

    app.register_blueprint(redirects.blueprint)
