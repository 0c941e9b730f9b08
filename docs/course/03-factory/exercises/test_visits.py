from quart import Quart
from visits import create_app


async def visit(app: Quart) -> int:
    response = await app.test_client().get("/")
    return (await response.get_json())["visits"]


async def test_each_application_counts_its_own_visits() -> None:
    first, second = create_app(), create_app()

    assert [await visit(first), await visit(first), await visit(second)] == [1, 2, 1]
