"""The page of a person's activity, for admins."""

from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from tests.admin.pages.test_people import find_row
from tests.pages.reading import read


async def test_the_activity_of_a_person_names_the_admin(
    admin_client: Client, admin: User, user: User
) -> None:
    await admin_client.post(f"/admin/people/{user.id}/disable")
    path = f"/admin/people/{user.id}/activity"

    row = await find_row(admin_client, user.email)
    page = await read(await admin_client.get(path))

    assert f'<a href="{path}">{user.email}</a>' in row
    assert "<strong>Account disabled by an admin</strong>" in page
    assert f"· by {admin.email}" in page
    assert f'href="/admin#person-{user.id}">Back to people' in page
