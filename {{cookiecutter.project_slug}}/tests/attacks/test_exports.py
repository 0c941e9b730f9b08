"""The export of another person, wanted by someone who is logged in."""

import asyncio

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import create_user, export_account, log_in
from tests.streams import open_stream

PATH = "/api/users/me/export"


@pytest.fixture
async def bob(app: Quart) -> Client:
    await create_user(app, "bob@example.com", role="admin")
    return await log_in(app, "bob@example.com")


async def test_another_person_with_no_export_of_their_own(user_client: Client, bob: Client) -> None:
    await export_account(user_client)

    answers = [
        await bob.get(PATH),
        await bob.get(f"{PATH}/file"),
        await bob.get(f"{PATH}/events"),
        await bob.delete(PATH),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await user_client.get(f"{PATH}/file")).status_code == 200


async def test_another_person_with_an_export_at_the_same_time(
    user_client: Client, bob: Client
) -> None:
    own, other = await export_account(user_client), await export_account(bob)

    await bob.delete(PATH)

    assert own["user"]["id"] != other["user"]["id"]
    assert (await user_client.get(PATH)).status_code == 200
    assert (await bob.get(PATH)).status_code == 404


async def test_another_person_who_listens(user_client: Client, bob: Client) -> None:
    await bob.post(PATH)
    await user_client.post(PATH)
    async with open_stream(bob, f"{PATH}/events") as stream:
        await user_client.delete(PATH)
        await bob.delete(PATH)

        assert await stream.read() == "data: changed\n\n"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(stream.read(), 0.1)


async def test_a_visitor_without_a_session(user_client: Client, client: Client) -> None:
    await export_account(user_client)
    visitor = user_client.app.test_client()

    for path in (PATH, f"{PATH}/file", f"{PATH}/events"):
        assert (await visitor.get(path)).status_code == 401
