import everywhere
import pytest
from app.accounts.models import User
from quart import Quart
from tests.accounts.people import create_user, is_logged_in, log_in


@pytest.fixture
def app_with_button(app: Quart) -> Quart:
    everywhere.init_app(app)
    return app


async def test_every_device_is_logged_out(app_with_button: Quart, user: User) -> None:
    phone, laptop = await log_in(app_with_button), await log_in(app_with_button)

    assert (await phone.post("/logout-everywhere")).status_code == 204

    assert not await is_logged_in(phone)
    assert not await is_logged_in(laptop)


async def test_another_person_stays_logged_in(app_with_button: Quart, user: User) -> None:
    ben = await create_user(app_with_button, "ben@example.com")
    client_of_ben = await log_in(app_with_button, ben.email)
    client = await log_in(app_with_button)

    await client.post("/logout-everywhere")

    assert await is_logged_in(client_of_ben)


async def test_a_stranger_has_nothing_to_end(app_with_button: Quart) -> None:
    response = await app_with_button.test_client().post("/logout-everywhere")

    assert response.status_code == 401
