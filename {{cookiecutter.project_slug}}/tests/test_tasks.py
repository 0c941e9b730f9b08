"""Where periodic tasks run."""

import pytest
from quart import Quart

from app import create_app
from app.config import Settings


@pytest.mark.parametrize(("app_env", "count"), [("development", 1), ("production", 0)])
async def test_tasks_run_beside_the_server_in_development_alone(
    settings: Settings, app_env: str, count: int
) -> None:
    app = create_app(settings.model_copy(update={"app_env": app_env}))

    async with app.test_app():
        assert len(app.background_tasks) == count


def test_two_apps_share_no_tasks(settings: Settings) -> None:
    def names(app: Quart) -> list[str]:
        return [task.name for task in app.extensions["QUART_TASKS"]._tasks]

    create_app(settings)

    assert names(create_app(settings)) == ["delete-expired-sessions"]
