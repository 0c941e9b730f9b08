from quart import Quart
from ready import create_app


async def find_database() -> None:
    pass


async def miss_database() -> None:
    raise ConnectionRefusedError("postgresql://app:secret@db is away")


async def ask(app: Quart, path: str) -> tuple[int, str]:
    response = await app.test_client().get(path)
    return response.status_code, await response.get_data(as_text=True)


async def test_it_is_ready_with_its_database() -> None:
    app = create_app(find_database)

    assert (await ask(app, "/readyz"))[0] == 200


async def test_without_the_database_it_lives_and_is_not_ready() -> None:
    app = create_app(miss_database)

    assert (await ask(app, "/livez"))[0] == 200
    assert (await ask(app, "/readyz"))[0] == 503


async def test_while_it_stops_it_is_not_ready() -> None:
    app = create_app(find_database)
    app.extensions["IS_STOPPING"] = True

    assert (await ask(app, "/livez"))[0] == 200
    assert (await ask(app, "/readyz"))[0] == 503


async def test_a_stranger_reads_no_password() -> None:
    status, text = await ask(create_app(miss_database), "/readyz")

    assert (status, "secret" in text) == (503, False)
