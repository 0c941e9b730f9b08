"""The same refusal as an exception, which becomes a status that every program knows."""

import asyncio
import sys
from pathlib import Path

from app.web.errors import refuse_field
from app.web.security import public
from drafts import send_drafts
from quart import request

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app

stored: list[str] = []


@public
async def add_note() -> dict[str, str]:
    text = (await request.get_json())["text"]
    if len(text) > 20:
        raise refuse_field("text", "Use at most 20 characters.")
    stored.append(text)
    return {"text": text}


async def main() -> None:
    drafts = ["Buy milk", "Paint the door of the garden house"]
    count = len(drafts)
    async with open_app() as app:
        app.add_url_rule("/api/notes", view_func=add_note, methods=["POST"])
        await send_drafts(app.test_client(), drafts)
    print(f"Stored: {len(stored)}. Still a draft: {len(drafts)}.")
    if len(stored) + len(drafts) < count:
        sys.exit("Lost: a note is neither stored nor a draft.")


asyncio.run(main())
