import pytest
from safe_start import Settings, create_app

LONG_KEY = "a long key, 0123456789 0123456789"


async def test_during_development_the_settings_are_shown() -> None:
    app = create_app(Settings(production=False, secret_key="dev"))

    response = await app.test_client().get("/settings")

    assert await response.get_json() == {"secret_key": "dev"}


async def test_in_production_there_is_no_page_of_settings() -> None:
    app = create_app(Settings(production=True, secret_key=LONG_KEY))

    assert (await app.test_client().get("/settings")).status_code == 404


def test_in_production_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 characters"):
        create_app(Settings(production=True, secret_key="dev"))
