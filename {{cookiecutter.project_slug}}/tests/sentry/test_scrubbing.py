"""Texts are sent to Sentry without the secrets in them."""

import pytest

from app.sentry.scrubbing import scrub_text
from tests.sentry.leaks import TOKEN


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("'name'", "'name'"),
        (f"user {'a' * 36} of app.accounts.queries", f"user {'a' * 36} of app.accounts.queries"),
        (f"the link {TOKEN}", "the link [scrubbed]"),
        (
            "at https://me:pw@example.com/x?code=1 now",
            "at https://[scrubbed]@example.com/x?[scrubbed] now",
        ),
        ("Is it so? Ask Ada <ada.l@mail.example.com>.", "Is it so? Ask Ada <[scrubbed]>."),
        ("broken\nDETAIL:  Key (name)=(Ada) exists.", "broken\nDETAIL:[scrubbed]"),
        ("name\n  bad [input_value='Ada', input_type=str]", "name\n  bad [input_value=[scrubbed]"),
        ("input for query argument $1: 'Ada' (a str)", "input for query argument [scrubbed]"),
        (None, None),
    ],
)
def test_secrets_are_left_out_of_texts(text: str | None, scrubbed: str | None) -> None:
    assert scrub_text(text) == scrubbed


@pytest.mark.parametrize("part", [".", "a.", "a@", "?a=", "://", "-a"])
def test_a_long_text_is_scrubbed_in_time(part: str) -> None:
    """It would take minutes if each character were read again for each one before it."""
    assert scrub_text(part * 500_000)
