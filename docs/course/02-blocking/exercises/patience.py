"""Exercise 3: a view that waits for another computer, for however long that takes."""

import asyncio

from quart import Quart

app = Quart(__name__)
# Stands for another computer. Until it is set, that computer does not answer.
answered = asyncio.Event()


async def fetch_price() -> int:
    await answered.wait()
    return 42


@app.get("/price")
async def show_price() -> tuple[dict[str, int], int]:
    return {"price": await fetch_price()}, 200
