"""Solution 3: both calls of coroutine functions are awaited."""

import asyncio

from quart import Quart, request

app = Quart(__name__)
entries: list[str] = []


async def store_entry(text: str) -> None:
    await asyncio.sleep(0.01)
    entries.append(text)


async def count_entries() -> int:
    await asyncio.sleep(0.01)
    return len(entries)


@app.post("/entries")
async def sign_book() -> tuple[dict[str, str], int]:
    form = await request.form
    await store_entry(form["text"])
    return {"text": form["text"]}, 201


@app.get("/entries/count")
async def show_count() -> dict[str, bool]:
    return {"is_empty": await count_entries() == 0}
