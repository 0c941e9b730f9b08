"""Solution 3: a list of origins has no end that one forgets to write."""

from quart import Quart
from quart_cors import cors

FRIENDS = ["https://friend.example", "https://www.friend.example"]


def create_app() -> Quart:
    app = Quart(__name__)

    @app.get("/secrets")
    async def show_secrets() -> str:
        return "The party is on Friday."

    return cors(app, allow_origin=FRIENDS, allow_credentials=True)
