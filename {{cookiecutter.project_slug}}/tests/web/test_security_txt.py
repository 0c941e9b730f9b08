"""The file that says where to report a vulnerability."""

from datetime import UTC, datetime, timedelta

import pytest
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import Settings

PATH = "/.well-known/security.txt"


@pytest.mark.parametrize(
    ("given", "contact"),
    [
        ("security@example.com", "mailto:security@example.com"),
        ("mailto:security@example.com", "mailto:security@example.com"),
        ("https://example.com/report", "https://example.com/report"),
    ],
)
async def test_it_names_the_contact_and_when_it_expires(
    settings: Settings, given: str, contact: str
) -> None:
    known = Settings.model_validate({**settings.model_dump(), "security_contact": given})
    app = create_app(known)
    async with app.test_app():
        response = await app.test_client().get(PATH)
        text = await response.get_data(as_text=True)

    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert response.content_type == "text/plain; charset=utf-8"
    assert fields["Contact"] == contact
    assert fields["Canonical"] == f"{settings.base_url}{PATH}"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)


async def test_without_a_contact_there_is_no_file(client: Client) -> None:
    assert (await client.get(PATH)).status_code == 404
