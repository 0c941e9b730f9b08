from datetime import UTC, datetime

import pytest
from app.accounts.models import User
from app.db import connect
from app.todos.models import TodoData
from app.todos.queries import insert_todo
from quart import Quart
from search import search_tasks
from tests.accounts.people import create_user


async def search(app: Quart, user: User, text: str) -> list[str]:
    """Search among the todos of a user, while another person has a secret one."""
    ben = await create_user(app, "ben@example.com")
    todos = [(user, "Buy milk"), (user, "Call Ann's doctor"), (ben, "A secret of Ben")]
    async with app.app_context(), connect() as connection:
        for owner, task in todos:
            await insert_todo(connection, owner.id, TodoData(task=task), datetime.now(UTC))
        return await search_tasks(connection, user.id, text)


async def test_tasks_are_found(app: Quart, user: User) -> None:
    assert await search(app, user, "milk") == ["Buy milk"]


async def test_a_text_may_contain_a_quotation_mark(app: Quart, user: User) -> None:
    assert await search(app, user, "Ann's") == ["Call Ann's doctor"]


@pytest.mark.parametrize("text", ["' OR '1' LIKE '", "%' OR task LIKE '%secret"])
async def test_no_text_finds_what_another_person_wrote(app: Quart, user: User, text: str) -> None:
    assert await search(app, user, text) == []
