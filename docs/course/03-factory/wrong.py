"""A test that deletes the real notes, because the module chose its database on import."""

import asyncio
import sys

from quart import Quart

# These stand for two databases.
databases = {"real": ["Buy milk"], "test": []}
settings = {"database": "real"}

app = Quart(__name__)
notes = databases[settings["database"]]


@app.delete("/notes")
async def delete_notes() -> tuple[str, int]:
    notes.clear()
    return "", 204


async def test_notes_can_be_deleted() -> None:
    settings["database"] = "test"
    response = await app.test_client().delete("/notes")
    assert response.status_code == 204


async def main() -> None:
    await test_notes_can_be_deleted()
    print("The test passed. The real notes are now:", databases["real"])
    if databases["real"] != ["Buy milk"]:
        sys.exit("Lost: a test deleted the real note 'Buy milk'.")


asyncio.run(main())
