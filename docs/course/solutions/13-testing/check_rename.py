"""Exercise 1: a check that fails if Ben gets another answer, or changes anything."""

from quart.typing import TestClientProtocol as Client


async def check_rename(ann: Client, ben: Client) -> None:
    """Fail if Ben can rename a todo of Ann."""
    todo = await (await ann.post("/api/todos", json={"task": "Buy milk"})).get_json()

    response = await ben.put(f"/api/todos/{todo['id']}", json={"task": "Buy beer"})

    assert response.status_code == 404
    unchanged = await ann.get(f"/api/todos/{todo['id']}")
    assert (await unchanged.get_json())["task"] == "Buy milk"
