import pytest
from gcra_limit import Limit


@pytest.fixture
def limit() -> Limit:
    """Return a limit of three requests in thirty seconds."""
    return Limit(3, 30)


def count_all(limit: Limit, moments: list[float]) -> list[float]:
    return [limit.count_request("ann", now) for now in moments]


def test_three_pass_and_the_fourth_waits_for_a_third_of_the_period(limit: Limit) -> None:
    assert count_all(limit, [0, 0, 0, 0]) == [0, 0, 0, 10]


def test_one_passes_again_after_a_third_of_the_period(limit: Limit) -> None:
    assert count_all(limit, [0, 0, 0, 9, 10, 10]) == [0, 0, 0, 1, 0, 10]


def test_no_moment_lets_more_than_three_through(limit: Limit) -> None:
    assert count_all(limit, [29, 29, 29, 30, 30, 30]) == [0, 0, 0, 9, 9, 9]


def test_a_refused_request_does_not_make_the_wait_longer(limit: Limit) -> None:
    assert count_all(limit, [0, 0, 0, 1, 2, 3, 10]) == [0, 0, 0, 9, 8, 7, 0]


def test_after_a_long_rest_three_pass_and_no_more_than_that(limit: Limit) -> None:
    assert count_all(limit, [0, 3600, 3600, 3600, 3600]) == [0, 0, 0, 0, 10]


def test_each_key_counts_alone(limit: Limit) -> None:
    count_all(limit, [0, 0, 0])

    assert limit.count_request("ben", 0) == 0
