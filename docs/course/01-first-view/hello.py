"""A first application: it says hello, and keeps notes until it stops."""

from quart import Quart, request

app = Quart(__name__)
notes: list[str] = []


@app.get("/")
async def say_hello() -> str:
    return "Hello from Quart\n"


@app.get("/notes")
async def list_notes() -> list[str]:
    return notes


@app.post("/notes")
async def add_note() -> tuple[dict[str, str], int]:
    data = await request.get_json()
    notes.append(data["text"])
    return {"text": data["text"]}, 201
