"""The page on which admins invite people."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.config import Settings
from tests.accounts.people import create_user, log_in, read_mail
from tests.pages.reading import read


async def test_an_admin_invites_someone(app: Quart, admin_client: Client) -> None:
    assert 'href="/admin/invite"' in await read(await admin_client.get("/admin"))
    assert "Invite someone" in await read(await admin_client.get("/admin/invite"))

    response = await admin_client.post("/admin/invite", form={"email": "bob@example.com"})

    assert response.status_code == 303
    assert "We sent an invitation to bob@example.com." in await read(
        await admin_client.get(response.location)
    )
    ((recipient, _, _),) = await read_mail(app)
    assert recipient == "bob@example.com"


async def test_an_address_that_cannot_be_invited_is_refused_beside_its_field(
    app: Quart, admin_client: Client, user: User
) -> None:
    for address, message in (
        (user.email, "This address already has an account."),
        ("nobody", "@-sign"),
    ):
        response = await admin_client.post("/admin/invite", form={"email": address})

        assert response.status_code == 422
        assert message in await read(response)
    assert await read_mail(app) == []


class TestClosed:
    """With REGISTRATION=closed."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"variables": {"REGISTRATION": "closed"}})

    async def test_nobody_is_invited_where_nobody_may_sign_up(self, app: Quart) -> None:
        await create_user(app, "admin@example.com", role="admin")
        client = await log_in(app, "admin@example.com")

        assert "/admin/invite" not in await read(await client.get("/admin"))
        response = await client.post("/admin/invite", form={"email": "bob@example.com"})

        assert response.status_code == 422
        assert "Set REGISTRATION=invited first" in await read(response)
