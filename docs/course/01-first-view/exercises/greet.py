"""Exercise 1: greet a person by name."""

from quart import Quart

app = Quart(__name__)


@app.get("/greet/<name>")
async def greet_person(name: str) -> str:
    return "Hello"
