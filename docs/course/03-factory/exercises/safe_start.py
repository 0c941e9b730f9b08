"""Exercise 3: a factory that starts with any settings, however unsafe."""

from dataclasses import dataclass

from quart import Quart


@dataclass(frozen=True)
class Settings:
    production: bool
    secret_key: str


def create_app(settings: Settings) -> Quart:
    app = Quart(__name__)
    app.config["SECRET_KEY"] = settings.secret_key

    @app.get("/settings")
    async def show_settings() -> dict[str, str]:
        return {"secret_key": settings.secret_key}

    return app
