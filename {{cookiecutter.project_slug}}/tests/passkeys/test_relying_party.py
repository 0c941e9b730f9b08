"""On which host names and origins passkeys work."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import BadRequest

from app import create_app
from app.config import Settings
from app.passkeys.relying_party import RelyingParty, require_relying_party

LOCAL = RelyingParty("localhost", "http://localhost:8000")


async def find(app: Quart, origin: str | None) -> RelyingParty:
    headers = {"Origin": origin} if origin else {}
    async with app.test_request_context("/", headers=headers):
        return require_relying_party()


def create(settings: Settings, app_env: str, base_url: str) -> Quart:
    return create_app(settings.model_copy(update={"app_env": app_env, "base_url": base_url}))


@pytest.mark.parametrize("origin", ["https://app.example.com", None])
async def test_they_work_at_the_base_url(settings: Settings, origin: str | None) -> None:
    app = create(settings, "production", "https://app.example.com")

    party = await find(app, origin)

    assert party == RelyingParty("app.example.com", "https://app.example.com")


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.com",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://evil.example",
        "http://localhost:8000",
        "null",
    ],
)
async def test_in_production_they_work_nowhere_else(settings: Settings, origin: str) -> None:
    app = create(settings, "production", "https://app.example.com")

    with pytest.raises(BadRequest, match="open https://app"):
        await find(app, origin)


async def test_in_development_they_work_at_localhost_too(settings: Settings) -> None:
    app = create(settings, "development", "http://127.0.0.1:8000")

    assert await find(app, "http://localhost:8000") == LOCAL


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://[::1]:8000"])
async def test_at_an_address_the_answer_names_the_fix(settings: Settings, base_url: str) -> None:
    app = create(settings, "development", base_url)

    with pytest.raises(BadRequest, match="open http://localhost:8000"):
        await find(app, base_url)


async def test_without_a_host_name_the_answer_names_the_setting(settings: Settings) -> None:
    app = create(settings, "production", "https://192.0.2.1")

    with pytest.raises(BadRequest, match="set BASE_URL to one"):
        await find(app, "https://192.0.2.1")


async def test_pages_are_told_where_they_work(settings: Settings) -> None:
    apps = [
        create(settings, "production", "https://app.example.com"),
        create(settings, "production", "https://192.0.2.1"),
        create(settings, "development", "http://127.0.0.1:8000"),
    ]

    answers = [await app.test_client().get("/api/passkeys/origins") for app in apps]

    origins = [(await answer.get_json())["items"] for answer in answers]
    assert origins == [["https://app.example.com"], [], ["http://localhost:8000"]]


async def test_the_answer_is_a_problem(client: Client) -> None:
    response = await client.post("/api/sessions/passkey/options")

    problem = await response.get_json()
    assert response.status_code == 400
    assert problem["detail"] == (
        "Passkeys need the host name of this app: open http://localhost:8000."
    )
