"""WebSockets: how many messages wait until a view reads them."""

import asyncio

from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    WebsocketDisconnectEvent,
    WebsocketScope,
)
from quart import Quart
from quart.asgi import ASGIWebsocketConnection

# A client that sends more than a view reads is disconnected, before it fills the memory.
MAX_UNREAD = 100


def init_app(app: Quart) -> None:
    app.asgi_websocket_class = BoundedConnection


class BoundedConnection(ASGIWebsocketConnection):
    """A WebSocket that ends when too many messages are unread. Quart's takes any number."""

    def __init__(self, app: Quart, scope: WebsocketScope) -> None:
        super().__init__(app, scope)
        self.queue = asyncio.Queue(MAX_UNREAD)

    async def handle_messages(self, receive: ASGIReceiveCallable) -> None:
        async def receive_while_room() -> ASGIReceiveEvent:
            event = await receive()
            if self.queue.full():
                return WebsocketDisconnectEvent(type="websocket.disconnect", code=1008)
            return event

        await super().handle_messages(receive_while_room)
