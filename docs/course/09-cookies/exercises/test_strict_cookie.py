import pytest
from quart import Response
from strict_cookie import remember_device


@pytest.fixture
def cookie() -> list[str]:
    """Return the parts of the header, such as `name=value` and `Path=/`."""
    response = Response("")
    remember_device(response, "laptop")
    return response.headers["Set-Cookie"].split("; ")


def test_it_has_the_value_for_thirty_days(cookie: list[str]) -> None:
    assert cookie[0].endswith("device=laptop")
    assert "Max-Age=2592000" in cookie


def test_no_script_can_read_it(cookie: list[str]) -> None:
    assert "HttpOnly" in cookie


def test_no_form_of_another_site_sends_it(cookie: list[str]) -> None:
    assert {"SameSite=Lax", "SameSite=Strict"} & {*cookie}


def test_a_browser_keeps_it_for_this_host_alone(cookie: list[str]) -> None:
    assert cookie[0].startswith("__Host-")
    # With this name, browsers refuse the cookie unless these three hold.
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert not any(part.startswith("Domain=") for part in cookie)
