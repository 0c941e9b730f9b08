"""Exercise 3: an API that lets more sites read than it should."""

import re

from quart import Quart
from quart_cors import cors

FRIENDS = re.compile(r"https://(www\.)?friend.example")


def create_app() -> Quart:
    app = Quart(__name__)

    @app.get("/secrets")
    async def show_secrets() -> str:
        return "The party is on Friday."

    return cors(app, allow_origin=FRIENDS, allow_credentials=True)
