"""Todos over the JSON API."""

from typing import Any
from uuid import uuid4

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.db import connect
from tests.accounts.people import create_user, export_account, log_in
from tests.todos.rows import add_todo


async def read(client: Client, path: str) -> dict[str, Any]:
    response = await client.get(path)
    assert response.status_code == 200
    body: dict[str, Any] = await response.get_json()
    return body


@pytest.fixture
async def other_client(app: Quart) -> Client:
    await create_user(app, "grace@example.com")
    return await log_in(app, "grace@example.com")


async def test_a_new_todo_is_read_back_as_it_was_answered(user_client: Client) -> None:
    todo = await add_todo(user_client, task="  Write the notes\n🌱 ")

    assert todo.keys() == {"id", "task", "complete", "due", "created_at"}
    assert todo["task"] == "Write the notes\n🌱"
    assert todo["complete"] is False
    assert todo["due"] is None
    assert await read(user_client, f"/api/todos/{todo['id']}") == todo


@pytest.mark.parametrize(
    ("due", "in_utc"),
    [
        ("2027-01-31T23:30:00+02:00", "2027-01-31T21:30:00Z"),
        ("2027-01-31T23:30:00.123456-08:00", "2027-02-01T07:30:00.123456Z"),
        ("0002-01-01T12:00:00+12:00", "0002-01-01T00:00:00Z"),
        ("9998-12-31T11:59:59.999999-12:00", "9998-12-31T23:59:59.999999Z"),
    ],
)
async def test_a_due_time_is_the_same_moment_in_utc(
    user_client: Client, due: str, in_utc: str
) -> None:
    todo = await add_todo(user_client, due=due)

    assert todo["due"] == in_utc
    assert (await read(user_client, f"/api/todos/{todo['id']}"))["due"] == in_utc


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "task"),
        ({"task": " "}, "task"),
        ({"task": "x" * 501}, "task"),
        ({"task": "nul\0"}, "task"),
        ({"task": "half a pair \ud800"}, "task"),
        ({"task": 1}, "task"),
        ({"task": "x", "complete": "yes"}, "complete"),
        ({"task": "x", "due": "2027-01-31T23:30:00"}, "due"),
        ({"task": "x", "due": "tomorrow"}, "due"),
        ({"task": "x", "due": 1800000000}, "due"),
        ({"task": "x", "due": "0001-01-01T00:00:00+10:00"}, "due"),
        ({"task": "x", "due": "9999-12-31T23:59:59-10:00"}, "due"),
        ({"task": "x", "due": "9998-12-31T23:00:00-02:00"}, "due"),
        ({"task": "x", "id": "mine"}, "id"),
        ([], "body"),
    ],
)
async def test_a_bad_todo_is_refused_by_field(user_client: Client, data: Any, field: str) -> None:
    response = await user_client.post("/api/todos", json=data)

    assert response.status_code == 422
    assert [error["field"] for error in (await response.get_json())["errors"]] == [field]


async def test_replacing_sets_every_field(user_client: Client) -> None:
    todo = await add_todo(user_client, due="2027-01-31T12:00:00Z")

    response = await user_client.put(
        f"/api/todos/{todo['id']}", json={"task": "Rewrite", "complete": True}
    )

    replaced = {**todo, "task": "Rewrite", "complete": True, "due": None}
    assert await response.get_json() == replaced
    assert await read(user_client, f"/api/todos/{todo['id']}") == replaced


async def test_a_deleted_todo_is_gone(user_client: Client) -> None:
    todo = await add_todo(user_client)

    response = await user_client.delete(f"/api/todos/{todo['id']}")

    assert response.status_code == 204
    assert (await read(user_client, "/api/todos"))["items"] == []


async def test_pages_hold_every_todo_once_newest_first(user_client: Client) -> None:
    added = [(await add_todo(user_client, task=str(number)))["id"] for number in range(5)]

    listed, path = [], "/api/todos?limit=2"
    while True:
        page = await read(user_client, path)
        listed += [todo["id"] for todo in page["items"]]
        if page["next_cursor"] is None:
            break
        await add_todo(user_client, task="Added between two pages")
        path = f"/api/todos?limit=2&cursor={page['next_cursor']}"

    assert listed == added[::-1]


async def test_the_list_can_be_filtered_by_complete(user_client: Client) -> None:
    done = await add_todo(user_client, complete=True)
    open_ = await add_todo(user_client, complete=False)

    assert (await read(user_client, "/api/todos?complete=true"))["items"] == [done]
    assert (await read(user_client, "/api/todos?complete=false"))["items"] == [open_]
    assert len((await read(user_client, "/api/todos"))["items"]) == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("complete=perhaps", "complete"),
        ("cursor=forged", "cursor"),
        ("cursor=8J-MsQ==", "cursor"),
        ("cursor=a&cursor=b", "cursor"),
        ("order=asc", "order"),
    ],
)
async def test_a_bad_query_is_refused_by_field(user_client: Client, query: str, field: str) -> None:
    response = await user_client.get(f"/api/todos?{query}")

    assert response.status_code == 422
    assert [error["field"] for error in (await response.get_json())["errors"]] == [field]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_another_persons_todo_is_not_to_be_found(
    user_client: Client, other_client: Client, method: str
) -> None:
    todo = await add_todo(user_client)

    response = await other_client.open(
        f"/api/todos/{todo['id']}", method=method, json={"task": "Mine"}
    )

    assert response.status_code == 404
    assert (await read(other_client, "/api/todos"))["items"] == []
    assert await read(user_client, f"/api/todos/{todo['id']}") == todo


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_a_todo_that_never_was_is_not_to_be_found(user_client: Client, method: str) -> None:
    for todo_id in (uuid4(), "1", "%00", "'; DROP TABLE todos"):
        response = await user_client.open(
            f"/api/todos/{todo_id}", method=method, json={"task": "Mine"}
        )

        assert response.status_code == 404


async def test_todos_go_with_their_owner(user_client: Client, app: Quart) -> None:
    await add_todo(user_client)

    await user_client.delete("/api/users/me")

    async with app.app_context(), connect() as connection:
        assert await connection.fetch_val("SELECT count(*) FROM todos") == 0


async def test_todos_are_in_the_export_of_their_owner(
    user_client: Client, other_client: Client
) -> None:
    todo = await add_todo(user_client, task="Weave")
    await add_todo(other_client, task="Debug")

    export = await export_account(user_client)

    features = export["features"]
    assert (features["todos"], features["last_digest"]) == ([todo], None)
