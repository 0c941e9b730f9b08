"""The JSON API for a list on a screen: it counts, ticks, and undoes a deletion."""

from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import create_user, log_in
from tests.todos.rows import add_todo


@pytest.fixture
async def other_client(app: Quart) -> Client:
    await create_user(app, "grace@example.com")
    return await log_in(app, "grace@example.com")


async def list_todos(client: Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await (await client.get("/api/todos")).get_json())["items"]
    return items


async def test_the_todos_of_each_kind_are_counted(
    user_client: Client, other_client: Client
) -> None:
    for is_complete in (True, False, False):
        await add_todo(user_client, complete=is_complete)
    await add_todo(other_client)

    counts = await (await user_client.get("/api/todos/counts")).get_json()

    assert counts == {"open": 2, "done": 1}


async def test_counting_ends(user_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.todos.counts.MOST", 1)
    for _ in range(3):
        await add_todo(user_client)

    counts = await (await user_client.get("/api/todos/counts")).get_json()

    assert counts == {"open": 2, "done": 0}


async def test_a_tick_changes_nothing_else(user_client: Client) -> None:
    todo = await add_todo(user_client, task="Weave", due="2027-01-31T12:00:00Z")

    response = await user_client.patch(f"/api/todos/{todo['id']}", json={"complete": True})

    assert await response.get_json() == {**todo, "complete": True}
    assert await list_todos(user_client) == [{**todo, "complete": True}]


@pytest.mark.parametrize("data", [{}, {"complete": "yes"}, {"complete": True, "task": "Spin"}])
async def test_a_tick_is_true_or_false_and_nothing_more(
    user_client: Client, data: dict[str, Any]
) -> None:
    todo = await add_todo(user_client)

    response = await user_client.patch(f"/api/todos/{todo['id']}", json=data)

    assert response.status_code == 422
    assert await list_todos(user_client) == [todo]


async def test_nobody_ticks_another_persons_todo(user_client: Client, other_client: Client) -> None:
    todo = await add_todo(user_client)

    response = await other_client.patch(f"/api/todos/{todo['id']}", json={"complete": True})

    assert response.status_code == 404
    assert await list_todos(user_client) == [todo]


async def test_a_deleted_todo_comes_back_as_it_was_and_into_its_place(user_client: Client) -> None:
    await add_todo(user_client)
    todo = await add_todo(user_client, complete=True, due="2027-01-02T03:04:05.678900Z")
    await add_todo(user_client)
    before = await list_todos(user_client)
    await user_client.delete(f"/api/todos/{todo['id']}")

    answers = [await user_client.post("/api/todos/restore", json=todo) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert await answers[0].get_json() == todo
    assert await list_todos(user_client) == before


async def test_a_todo_that_is_there_stays_as_it_is(
    user_client: Client, other_client: Client
) -> None:
    todo = await add_todo(user_client, task="Weave")

    own = await user_client.post("/api/todos/restore", json={**todo, "task": "Spin"})
    others = await other_client.post("/api/todos/restore", json={**todo, "task": "Debug"})

    assert await own.get_json() == todo
    assert others.status_code == 404
    assert await list_todos(user_client) == [todo]
    assert await list_todos(other_client) == []
