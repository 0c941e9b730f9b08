"""Solution 1: an exception of its own, with a type for programs and a sentence for people."""

from app.web.security import public
from quart import Quart, request
from werkzeug.exceptions import Conflict

STOCK = {"cup": 2}


class OutOfStock(Conflict):
    """Someone orders more than there is."""

    problem_type = "https://example.com/problems/out-of-stock"


def init_app(app: Quart) -> None:
    app.add_url_rule("/api/orders", view_func=add_order, methods=["POST"])


@public
async def add_order() -> dict[str, str]:
    order = await request.get_json()
    left = STOCK[order["item"]]
    if order["number"] > left:
        raise OutOfStock(f"Only {left} are left.")
    return {"detail": "Thank you."}
