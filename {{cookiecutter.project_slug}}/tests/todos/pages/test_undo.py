"""A deleted todo comes back by a button, for its owner, whole and in its place."""

import random
import re

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.todos.pages.deletion import LIFETIME
from tests.accounts.people import create_user, log_in
from tests.pages.reading import HTMX, read, read_outcome
from tests.todos.pages.test_pages import create_todo, list_api


async def delete(client: Client, path: str, headers: dict[str, str] | None = None) -> str:
    """Delete a todo, and return the token of the button that undoes it."""
    response = await client.post(f"{path}/delete", headers=headers)
    page = await read_outcome(client, response, headers)
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    return str(token)


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_a_todo_comes_back_as_it_was(user_client: Client, headers: dict[str, str]) -> None:
    await create_todo(user_client, "Spin")
    path = await create_todo(user_client, complete=True, due="2027-01-02T03:04:05.678900Z")
    await create_todo(user_client, "Rest")
    before = await list_api(user_client)

    token = await delete(user_client, path, headers)
    without = await list_api(user_client)
    for _ in range(2):
        undone = await user_client.post("/todos/undo", form={"token": token}, headers=headers)

    page = await read_outcome(user_client, undone, headers)
    assert len(without) == 2
    assert await list_api(user_client) == before
    assert "Restored “<bdi>Weave</bdi>”." in page


async def test_a_todo_of_any_length_fits_into_the_cookie(user_client: Client) -> None:
    letters = random.Random(1).choices(range(0x20000, 0x2A6D0), k=500)  # noqa: S311
    path = await create_todo(user_client, "".join(map(chr, letters)), due="2027-01-02T03:04:05Z")
    before = await list_api(user_client)

    token = await delete(user_client, path)
    await user_client.post("/todos/undo", form={"token": token})

    assert await list_api(user_client) == before


async def test_nobody_else_brings_it_back(app: Quart, user_client: Client) -> None:
    token = await delete(user_client, await create_todo(user_client))
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")

    for wrong in (token, "nonsense", ""):
        response = await bob.post("/todos/undo", form={"token": wrong})

        assert response.status_code == 404
        assert "It is too late to undo this." in await read(response)
    assert await list_api(bob) == await list_api(user_client) == []


async def test_it_comes_back_for_an_hour(
    user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await delete(user_client, await create_todo(user_client))

    monkeypatch.setattr("app.todos.pages.deletion.LIFETIME", -LIFETIME)
    response = await user_client.post("/todos/undo", form={"token": token})

    assert response.status_code == 404
    assert LIFETIME.total_seconds() == 3600
