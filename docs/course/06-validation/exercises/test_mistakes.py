from mistakes import list_mistakes
from pydantic import BaseModel, Field


class Item(BaseModel, extra="forbid"):
    text: str = Field(max_length=5)
    number: int


class Order(BaseModel, extra="forbid"):
    name: str
    items: list[Item]


GOOD = {"name": "Ann", "items": [{"text": "Cake", "number": 1}]}


def test_a_good_body_has_no_mistake() -> None:
    assert list_mistakes(Order, GOOD) == {}


def test_every_mistake_is_named_by_its_path() -> None:
    body = {
        "items": [{"text": "Cake", "number": 1}, {"text": "Lemonade", "number": "many"}],
        "paid": True,
    }

    found = list_mistakes(Order, body)

    assert found.keys() == {"name", "items.1.text", "items.1.number", "paid"}


def test_a_body_that_is_no_object_is_named_too() -> None:
    assert list_mistakes(Order, ["Cake"]).keys() == {"body"}


def test_no_message_repeats_what_was_sent() -> None:
    """It may be a password, and the answer may be kept in a log."""
    body = {**GOOD, "name": ["my password"]}

    assert "my password" not in str(list_mistakes(Order, body))
    assert list_mistakes(Order, body).keys() == {"name"}
