from datetime import UTC, datetime, timedelta

import pytest
from retries import plan_attempt

NOW = datetime(2027, 6, 15, 12, tzinfo=UTC)
BUSY = "451 4.3.0 Try again later"


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (6, 32), (7, 60)]
)
def test_the_wait_doubles_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert plan_attempt(attempts, BUSY, NOW) == NOW + timedelta(minutes=minutes)


def test_after_eight_attempts_it_is_given_up() -> None:
    assert plan_attempt(8, BUSY, NOW) is None


def test_an_address_that_does_not_exist_is_given_up_immediately() -> None:
    assert plan_attempt(1, "550 5.1.1 No such user", NOW) is None


def test_another_refusal_is_tried_again() -> None:
    """It may be about the sender, which someone can correct."""
    assert plan_attempt(1, "550 5.7.1 Sender refused", NOW) == NOW + timedelta(minutes=1)
