"""A test that says what must be, and looks whether the todo is still there."""

import asyncio
import sys

from broken import run_with_both
from quart.typing import TestClientProtocol as Client


async def test_ben_cannot_delete_a_todo_of_ann(ann: Client, ben: Client) -> None:
    todo = await (await ann.post("/api/todos", json={"task": "Buy milk"})).get_json()

    response = await ben.delete(f"/api/todos/{todo['id']}")

    assert response.status_code == 404
    assert (await ann.get(f"/api/todos/{todo['id']}")).status_code == 200


if not asyncio.run(run_with_both(test_ben_cannot_delete_a_todo_of_ann)):
    sys.exit("Lost: Ann's todo. Ben deleted it, and the test said that he cannot.")
