"""The same test with a factory: it says which database its application uses."""

import asyncio
import sys

from quart import Quart

# These stand for two databases.
databases = {"real": ["Buy milk"], "test": []}


def create_app(settings: dict[str, str]) -> Quart:
    app = Quart(__name__)
    notes = databases[settings["database"]]

    @app.delete("/notes")
    async def delete_notes() -> tuple[str, int]:
        notes.clear()
        return "", 204

    return app


async def test_notes_can_be_deleted() -> None:
    app = create_app({"database": "test"})
    response = await app.test_client().delete("/notes")
    assert response.status_code == 204


async def main() -> None:
    await test_notes_can_be_deleted()
    print("The test passed. The real notes are now:", databases["real"])
    if databases["real"] != ["Buy milk"]:
        sys.exit("Lost: a test deleted the real note 'Buy milk'.")


asyncio.run(main())
