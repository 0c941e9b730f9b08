"""Exercise 1: an error that a program cannot tell from others."""

from app.web.security import public
from quart import Quart, request
from werkzeug.exceptions import Conflict

STOCK = {"cup": 2}


def init_app(app: Quart) -> None:
    app.add_url_rule("/api/orders", view_func=add_order, methods=["POST"])


@public
async def add_order() -> dict[str, str]:
    order = await request.get_json()
    left = STOCK[order["item"]]
    if order["number"] > left:
        raise Conflict
    return {"detail": "Thank you."}
