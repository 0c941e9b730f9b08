import pytest
from client_address import find_client

ANN, PROXY, INNER, FORGED = "203.0.113.7", "192.0.2.1", "192.0.2.2", "6.6.6.6"


def test_without_a_proxy_the_header_means_nothing() -> None:
    assert find_client(ANN, "", 0) == ANN
    assert find_client(ANN, FORGED, 0) == ANN


@pytest.mark.parametrize("begin", ["", f"{FORGED}, ", f"{FORGED}, {FORGED},"])
def test_one_proxy_names_its_client_at_the_end(begin: str) -> None:
    assert find_client(PROXY, f"{begin}{ANN}", 1) == ANN


@pytest.mark.parametrize("begin", ["", f"{FORGED}, "])
def test_two_proxies_name_two_and_the_first_of_them_is_the_client(begin: str) -> None:
    assert find_client(INNER, f"{begin}{ANN}, {PROXY}", 2) == ANN


def test_a_request_that_came_around_the_proxies_is_counted_by_its_connection() -> None:
    assert find_client(PROXY, "", 1) == PROXY
    assert find_client(PROXY, ANN, 2) == PROXY
