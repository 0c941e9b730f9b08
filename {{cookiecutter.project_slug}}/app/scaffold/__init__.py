"""Write the code of a new feature, or remove a feature: `make feature`. In development only."""

from quart import Quart

from app.config import Settings


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.app_env != "development":
        return

    from app.scaffold.commands import new_feature, remove_feature

    app.cli.add_command(new_feature)
    app.cli.add_command(remove_feature)
