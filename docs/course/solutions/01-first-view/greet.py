"""Solution 1: the name comes from the path, the wish for politeness from the query string."""

from quart import Quart, request

app = Quart(__name__)


@app.get("/greet/<name>")
async def greet_person(name: str) -> str:
    if request.args.get("polite") == "yes":
        return f"Good day, {name}."
    return f"Hello, {name}!"
