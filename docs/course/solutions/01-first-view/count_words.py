"""Solution 2: the body is awaited, and then looked at before it is used."""

from quart import Quart, request

app = Quart(__name__)


@app.post("/words")
async def count_words() -> tuple[dict[str, int | str], int]:
    data = await request.get_json()
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        return {"error": "Send a text."}, 400
    return {"words": len(data["text"].split())}, 200
