"""Solution 3: the time to wait has an end, and the answer says so."""

import asyncio

from quart import Quart

app = Quart(__name__)
# Stands for another computer. Until it is set, that computer does not answer.
answered = asyncio.Event()


async def fetch_price() -> int:
    await answered.wait()
    return 42


@app.get("/price")
async def show_price() -> tuple[dict[str, int | str], int]:
    try:
        async with asyncio.timeout(0.5):
            return {"price": await fetch_price()}, 200
    except TimeoutError:
        return {"error": "The price is not known right now."}, 504
