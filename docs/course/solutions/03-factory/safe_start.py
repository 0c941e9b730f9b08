"""Solution 3: unsafe settings are refused, and the page exists during development alone."""

from dataclasses import dataclass

from quart import Quart


@dataclass(frozen=True)
class Settings:
    production: bool
    secret_key: str


def create_app(settings: Settings) -> Quart:
    if settings.production and len(settings.secret_key) < 32:
        raise ValueError("Use a secret key of at least 32 characters.")
    app = Quart(__name__)
    app.config["SECRET_KEY"] = settings.secret_key
    if not settings.production:
        add_settings_page(app, settings)
    return app


def add_settings_page(app: Quart, settings: Settings) -> None:
    @app.get("/settings")
    async def show_settings() -> dict[str, str]:
        return {"secret_key": settings.secret_key}
