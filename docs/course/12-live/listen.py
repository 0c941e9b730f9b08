"""Ann adds a todo on her phone, and the page on her desk hears of it."""

import asyncio
import sys
from pathlib import Path

from tests.accounts.people import create_user, log_in
from tests.streams import open_stream

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


async def main() -> None:
    async with open_app() as app:
        await create_user(app)
        desk, phone = await log_in(app), await log_in(app)
        async with open_stream(desk, "/api/todos/events") as stream:
            await phone.post("/api/todos", json={"task": "Buy milk"})
            print("The desk heard:", await stream.read())


asyncio.run(main())
