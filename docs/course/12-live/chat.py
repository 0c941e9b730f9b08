"""Ann and Ben talk over two WebSockets."""

import asyncio
import sys
from pathlib import Path

from app.live import HEARTBEAT, Hub
from app.web.security import public
from quart import current_app, websocket

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


@public
async def chat() -> None:
    await websocket.accept()
    hub: Hub = current_app.extensions["LIVE"]
    with hub.open_queue("chat") as queue:
        receiving = asyncio.create_task(publish_messages(hub))
        try:
            while (event := await queue.get()) is not None:
                if event != HEARTBEAT:
                    await websocket.send(event)
        finally:
            receiving.cancel()


async def publish_messages(hub: Hub) -> None:
    while True:
        await hub.publish_event("chat", await websocket.receive())


async def main() -> None:
    async with open_app() as app:
        app.websocket("/chat")(chat)
        client = app.test_client()
        async with client.websocket("/chat") as ann, client.websocket("/chat") as ben:
            await ann.send("Are you there?")
            print("Ben hears:", await ben.receive())
            await ann.receive()  # Everyone hears everything, also what they said.
            await ben.send("Yes!")
            print("Ann hears:", await ann.receive())


asyncio.run(main())
