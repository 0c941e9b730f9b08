"""WebSockets: how many messages wait until a view reads them."""

from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    WebsocketDisconnectEvent,
)
from quart import Quart, Websocket
from quart.asgi import ASGIWebsocketConnection

# A client that sends more than a view reads is disconnected, before it fills the memory.
MAX_UNREAD = 100


def init_app(app: Quart) -> None:
    app.asgi_websocket_class = BoundedConnection
    app.websocket_class = CountingWebsocket


class BoundedConnection(ASGIWebsocketConnection):
    """A WebSocket that ends when too many messages are unread. Quart's takes any number."""

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        # The connection and its websocket share nothing else than the scope.
        count = self.scope["extensions"]["app.messages"] = {"unread": 0}

        async def receive_while_room() -> ASGIReceiveEvent:
            event = await receive()
            if count["unread"] >= MAX_UNREAD:
                return WebsocketDisconnectEvent(type="websocket.disconnect", code=1008)
            if event["type"] == "websocket.receive":
                count["unread"] += 1
            return event

        await super().__call__(receive_while_room, send)


class CountingWebsocket(Websocket):
    """A websocket that counts what the view reads."""

    async def receive(self) -> str | bytes:
        message = await super().receive()
        self.scope["extensions"]["app.messages"]["unread"] -= 1
        return message
