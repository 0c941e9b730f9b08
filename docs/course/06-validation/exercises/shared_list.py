"""Exercise 2: a shared list that tells everyone too much about its people."""

from typing import Any

from app.web.security import public
from quart import Quart

ROW = {
    "title": "Party",
    "owner_email": "ann@example.com",
    "edit_key": "a secret",
    "items": [
        {"text": "Cake", "done": True, "added_from": "203.0.113.7"},
        {"text": "Lemonade", "done": False, "added_from": "203.0.113.9"},
    ],
}


def init_app(app: Quart) -> None:
    app.add_url_rule("/api/shared-list", view_func=show_list)


@public
async def show_list() -> dict[str, Any]:
    return ROW
