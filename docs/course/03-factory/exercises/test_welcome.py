import pytest
import welcome
from app import create_app
from app.config import Settings


@pytest.mark.parametrize("name", ["My notes", "Another app"])
async def test_people_are_welcomed_by_the_name_of_the_app(settings: Settings, name: str) -> None:
    app = create_app(settings.model_copy(update={"app_name": name}))
    welcome.init_app(app)

    response = await app.test_client().get("/welcome")

    assert await response.get_data(as_text=True) == f"Welcome to {name}!"
