"""Hosts and origins, in the ways that people and programs write them."""

import pytest

from app.web.hosts import is_local_host, read_host, read_origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("HTTPS://Example.COM", "https://example.com"),
        ("https://example.com:443", "https://example.com"),
        ("http://example.com:80/", "http://example.com"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("example.com", None),
        ("https://", None),
        ("https:///", None),
        ("https://example.com//", None),
        ("https://example.com/path", None),
        ("https://example.com?a", None),
        ("https://me:secret@example.com", None),
        ("https://example.com:", None),
        ("https://example.com:0", None),
        ("https://example.com:65536", None),
        ("https://example..com", None),
        ("https://-example.com", None),
        ("https://1.2.3", None),
        ("https://[::g]", None),
        ("https://a.example,b.example", None),
        ("https://exa mple.com", None),
        ("ftp://example.com", None),
        ("*", None),
        ("null", None),
    ],
)
def test_an_origin_is_read_as_browsers_write_it(text: str, origin: str | None) -> None:
    assert read_origin(text) == origin


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        ("localhost", True),
        ("my-app.localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("", False),
        ("localhost.example.com", False),
        ("notlocalhost", False),
        ("192.168.1.20", False),
        ("::ffff:192.0.2.1", False),
    ],
)
def test_only_this_machine_is_local(host: str, is_local: bool) -> None:
    assert is_local_host(host) == is_local


def test_a_host_is_read_without_its_port() -> None:
    hosts = ["Example.com:8000", "[::1]:8000", "192.168.1.20", "a b", "http://a", "::1", ""]

    assert [read_host(host) for host in hosts] == ["example.com", "::1", "192.168.1.20", *[""] * 4]
