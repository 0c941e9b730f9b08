"""The same move in a transaction: after the failure, the note is where it was."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from app.db import connect, transaction

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


async def move_note() -> None:
    async with transaction() as connection:
        text = await connection.fetch_val("DELETE FROM inbox RETURNING text")
        raise OSError("the power fails here")
        await connection.execute("INSERT INTO archive VALUES (:text)", {"text": text})


async def main() -> None:
    async with open_app() as app, app.app_context():
        async with connect() as connection:
            await connection.execute("CREATE TABLE inbox (text TEXT)")
            await connection.execute("CREATE TABLE archive (text TEXT)")
            await connection.execute("INSERT INTO inbox VALUES ('Buy milk')")
        with suppress(Exception):
            await move_note()
        async with connect() as connection:
            inbox = await connection.fetch_val("SELECT count(*) FROM inbox")
            archive = await connection.fetch_val("SELECT count(*) FROM archive")
    print(f"In the inbox: {inbox}. In the archive: {archive}.")
    if inbox + archive != 1:
        sys.exit("Lost: the note 'Buy milk' is in neither folder.")


asyncio.run(main())
