"""The activity of a person, as admins see it over the JSON API."""

from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from tests.accounts.people import export_account, log_in
from tests.routes import NOTHING


async def test_an_admin_sees_the_activity_of_a_person_and_which_admin_it_was(
    admin: User, admin_client: Client, user: User
) -> None:
    for change in ({"role": "admin"}, {"disabled": True}, {"disabled": False}):
        await admin_client.patch(f"/api/users/{user.id}", json=change)

    path = f"/api/users/{user.id}/activity"
    page = await (await admin_client.get(f"{path}?limit=1")).get_json()
    older = await (await admin_client.get(f"{path}?cursor={page['next_cursor']}")).get_json()

    events = page["items"] + older["items"]
    assert [(event["event"], event["detail"]) for event in events] == [
        ("account enabled by an admin", ""),
        ("account disabled by an admin", ""),
        ("role changed by an admin", "now admin"),
    ]
    assert {event["actor"] for event in events} == {admin.email}
    # Where the admin is concerns nobody.
    assert {event["address"] + event["user_agent"] for event in events} == {""}
    assert (await admin_client.get(f"/api/users/{NOTHING}/activity")).status_code == 404


async def test_a_person_does_not_see_which_admin_it_was(
    app: Quart, admin: User, admin_client: Client, user: User
) -> None:
    await admin_client.patch(f"/api/users/{user.id}", json={"role": "admin"})
    client = await log_in(app, user.email)

    own = await (await client.get("/api/users/me/activity")).get_json()
    export = await export_account(client)

    assert own["items"][-1]["event"] == "role changed by an admin"
    assert [event["actor"] for event in own["items"] + export["activity"]] == [None] * 5
    assert admin.id not in str([own, export])


async def test_an_event_outlives_the_admin_who_caused_it(
    app: Quart, admin_client: Client, user: User
) -> None:
    await admin_client.patch(f"/api/users/{user.id}", json={"role": "admin"})
    await admin_client.delete("/api/users/me")

    other = await log_in(app, user.email)
    events = await (await other.get(f"/api/users/{user.id}/activity")).get_json()

    assert [event["actor"] for event in events["items"]] == [None, None]
