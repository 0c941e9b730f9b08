"""Ten people like a note at the same moment, and the database counts every one."""

import asyncio
import sys
from pathlib import Path

from app.db import connect

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


async def add_like() -> None:
    async with connect() as connection:
        await connection.execute("UPDATE notes SET likes = likes + 1 WHERE id = 1")


async def main() -> None:
    async with open_app() as app, app.app_context():
        async with connect() as connection:
            await connection.execute("CREATE TABLE notes (id INTEGER, likes INTEGER)")
            await connection.execute("INSERT INTO notes VALUES (1, 0)")
        await asyncio.gather(*(add_like() for _ in range(10)))
        async with connect() as connection:
            likes = await connection.fetch_val("SELECT likes FROM notes WHERE id = 1")
    print(f"Ten people liked the note. It has {likes} likes.")
    if likes != 10:
        sys.exit(f"Lost: {10 - likes} of 10 likes.")


asyncio.run(main())
