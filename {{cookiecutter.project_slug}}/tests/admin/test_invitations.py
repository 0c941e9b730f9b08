"""Admins invite people over the API."""

from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from tests.accounts.people import read_mail


async def test_an_admin_invites_people_but_nobody_twice(
    app: Quart, admin_client: Client, user_client: Client, user: User
) -> None:
    refused = await user_client.post("/api/invitations", json={"email": "bob@example.com"})
    invited = await admin_client.post("/api/invitations", json={"email": "bob@example.com"})
    known = await admin_client.post("/api/invitations", json={"email": user.email})

    assert (refused.status_code, invited.status_code, known.status_code) == (403, 202, 409)
    ((recipient, subject, _),) = await read_mail(app)
    assert (recipient, subject) == ("bob@example.com", "You are invited · Test app")
