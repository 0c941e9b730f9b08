"""Two tests of the todos, and a function that runs one."""

from collections.abc import Awaitable, Callable

from quart import Quart
from quart.typing import TestClientProtocol as Client
from tests.accounts.people import log_in

Test = Callable[[Client], Awaitable[None]]


async def test_a_new_person_has_no_todos(client: Client) -> None:
    response = await client.get("/api/todos")
    assert (await response.get_json())["items"] == []


async def test_a_todo_can_be_added(client: Client) -> None:
    response = await client.post("/api/todos", json={"task": "Buy milk"})
    assert response.status_code == 201


TESTS: list[Test] = [test_a_new_person_has_no_todos, test_a_todo_can_be_added]


async def run_test(app: Quart, test: Test) -> bool:
    """Run a test as a person with an account, and print how it went."""
    try:
        await test(await log_in(app))
    except AssertionError:
        print(f"  {test.__name__}: failed")
        return False
    print(f"  {test.__name__}: passed")
    return True
