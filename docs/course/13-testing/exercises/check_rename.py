"""Exercise 1: a check that passes, whatever the application does."""

from quart.typing import TestClientProtocol as Client


async def check_rename(ann: Client, ben: Client) -> None:
    """Fail if Ben can rename a todo of Ann."""
    todo = await (await ann.post("/api/todos", json={"task": "Buy milk"})).get_json()

    response = await ben.put(f"/api/todos/{todo['id']}", json={"task": "Buy beer"})

    assert response.status_code
