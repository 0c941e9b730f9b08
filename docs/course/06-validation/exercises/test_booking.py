from typing import Any

import pytest
from booking import Booking
from pydantic import ValidationError

GOOD = {"name": "Ann", "people": 2, "arrival": "2027-05-01", "departure": "2027-05-04"}


def list_fields(body: dict[str, Any]) -> set[str]:
    """Return the fields with a mistake. A mistake of the whole body counts as `body`."""
    try:
        Booking.model_validate(body)
    except ValidationError as error:
        return {str(line["loc"][0]) if line["loc"] else "body" for line in error.errors()}
    return set()


def test_a_booking_is_accepted() -> None:
    assert Booking.model_validate({**GOOD, "name": " Ann "}).name == "Ann"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"people": 0}, "people"),
        ({"people": 11}, "people"),
        ({"people": "two"}, "people"),
        ({"arrival": "soon"}, "arrival"),
        ({"pepole": 3}, "pepole"),
        ({"paid": True}, "paid"),
    ],
)
def test_a_mistake_is_named(change: dict[str, Any], field: str) -> None:
    assert list_fields({**GOOD, **change}) == {field}


@pytest.mark.parametrize("departure", ["2027-05-01", "2027-04-30"])
def test_nobody_leaves_before_the_night(departure: str) -> None:
    assert list_fields({**GOOD, "departure": departure}) <= {"departure", "body"}
    assert list_fields({**GOOD, "departure": departure})


def test_all_mistakes_are_named_at_the_same_time() -> None:
    body = {"people": 0, "arrival": "2027-05-01", "departure": "soon", "paid": True}

    assert list_fields(body) == {"name", "people", "departure", "paid"}
