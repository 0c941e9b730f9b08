import pytest
from forged import OWN, is_forged


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://app.example.com.evil.example"},
        {"Origin": "https://blog.example.com", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=["other", "lookalike", "sibling", "null", "fetch"],
)
def test_other_origins_change_nothing(method: str, headers: dict[str, str]) -> None:
    assert is_forged(method, headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": OWN},
        {"Origin": OWN, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
    ids=["origin", "both", "by-hand", "program"],
)
def test_our_own_pages_and_programs_do(headers: dict[str, str]) -> None:
    assert not is_forged("POST", headers)


def test_other_sites_may_link_to_us() -> None:
    assert not is_forged("GET", {"Sec-Fetch-Site": "cross-site"})
