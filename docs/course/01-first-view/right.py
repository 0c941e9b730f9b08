# /// script
# requires-python = ">=3.11"
# dependencies = ["quart>=0.22,<0.23"]
# ///
"""The same view with the word: it waits until the note is stored."""

import asyncio
import sys

from quart import Quart, request

app = Quart(__name__)
notes: list[str] = []


async def store_note(text: str) -> None:
    await asyncio.sleep(0.01)  # as long as a database may take
    notes.append(text)


@app.post("/notes")
async def add_note() -> tuple[str, int]:
    data = await request.get_json()
    await store_note(data["text"])
    return "Created", 201


async def main() -> None:
    client = app.test_client()
    response = await client.post("/notes", json={"text": "Buy milk"})
    print("The app answered:", response.status_code, await response.get_data(as_text=True))
    print("The notes it has:", notes)
    if notes != ["Buy milk"]:
        sys.exit("Lost: the note 'Buy milk'.")


asyncio.run(main())
