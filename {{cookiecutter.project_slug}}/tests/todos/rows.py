"""Todos for tests."""

from typing import Any

from quart.typing import TestClientProtocol as Client


async def add_todo(client: Client, **data: Any) -> dict[str, Any]:
    """Add a todo over the API, and return it."""
    response = await client.post("/api/todos", json={"task": "Write", **data})
    assert response.status_code == 201
    todo: dict[str, Any] = await response.get_json()
    return todo
