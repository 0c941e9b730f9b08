"""Views that show what the server makes of a request."""

from collections.abc import AsyncIterator

from quart import Quart, Response, request, websocket

from app.web.security import public


def add_views(app: Quart) -> None:
    @app.get("/scope")
    @public
    async def describe() -> dict[str, str]:
        cookies = "&".join(request.cookies)
        return {"url": request.url, "version": request.http_version, "cookies": cookies}

    @app.post("/size")
    @public
    async def measure() -> str:
        return str(len(await request.get_data()))

    @app.get("/large")
    @public
    async def send_much() -> Response:
        async def generate() -> AsyncIterator[bytes]:
            for _ in range(20):
                yield b" " * 100_000

        return Response(generate())

    @app.get("/broken")
    @public
    async def break_off() -> Response:
        async def generate() -> AsyncIterator[bytes]:
            yield b"begun"
            raise ConnectionError

        return Response(generate())

    @app.websocket("/echo")
    @public
    async def echo() -> None:
        await websocket.send(websocket.url)
        while True:
            await websocket.send(await websocket.receive())
