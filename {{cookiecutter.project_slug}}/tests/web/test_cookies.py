"""Signed cookies: their age by clocks that differ, or that are set back."""

from datetime import timedelta
from time import time

import pytest
from itsdangerous import BadSignature, SignatureExpired

from app.web import cookies
from app.web.cookies import CookieSerializer, TolerantSigner

KEYS = ["a key for tests alone, 0123456789"]


def sign(monkeypatch: pytest.MonkeyPatch, *, ago: timedelta) -> str:
    """Return a value that a server signed whose clock is `ago` behind."""
    with monkeypatch.context() as patch:
        signed_at = int(time() - ago.total_seconds())
        patch.setattr(TolerantSigner, "get_timestamp", lambda _: signed_at)
        return str(CookieSerializer(KEYS, "test").dumps("value"))


@pytest.mark.parametrize(
    "ago",
    [timedelta(0), timedelta(seconds=-1), timedelta(hours=-1), timedelta(minutes=59)],
    ids=["now", "a second ahead", "an hour ahead", "old"],
)
def test_a_signature_is_accepted_within_its_age_and_from_the_near_future(
    monkeypatch: pytest.MonkeyPatch, ago: timedelta
) -> None:
    signed = sign(monkeypatch, ago=ago)

    assert CookieSerializer(KEYS, "test").loads(signed, max_age=3600) == "value"


@pytest.mark.parametrize("ago", [timedelta(hours=2), -2 * cookies.MAX_CLOCK_CHANGE])
def test_a_signature_that_is_too_old_or_too_far_ahead_is_refused(
    monkeypatch: pytest.MonkeyPatch, ago: timedelta
) -> None:
    signed = sign(monkeypatch, ago=ago)

    with pytest.raises(SignatureExpired):
        CookieSerializer(KEYS, "test").loads(signed, max_age=3600)


def test_a_signature_of_another_purpose_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = sign(monkeypatch, ago=timedelta(0))

    with pytest.raises(BadSignature):
        CookieSerializer(KEYS, "another").loads(signed, max_age=3600)
