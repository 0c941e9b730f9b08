import json
from typing import Any

import pytest
from reader import describe_failure

PROBLEM = "application/problem+json"


def describe(problem: dict[str, Any], content_type: str = PROBLEM) -> str:
    return describe_failure(problem["status"], content_type, json.dumps(problem))


def test_the_detail_is_shown() -> None:
    assert describe({"status": 404, "detail": "You have no such todo."}) == "You have no such todo."


def test_each_field_is_shown_on_a_line_of_its_own() -> None:
    errors = [
        {"field": "task", "message": "This is required."},
        {"field": "due", "message": "Use a date."},
    ]
    problem = {"status": 422, "detail": "Correct the fields named in errors.", "errors": errors}

    assert describe(problem) == "task: This is required.\ndue: Use a date."


def test_the_request_id_is_shown_for_a_report() -> None:
    problem = {"status": 500, "detail": "Something went wrong.", "request_id": "0d45"}

    assert describe(problem) == "Something went wrong. (Request 0d45)"


def test_the_title_takes_the_place_of_a_detail() -> None:
    assert describe({"status": 404, "title": "Not Found"}) == "Not Found"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", "<h1>502 Bad Gateway</h1>"),
        ("text/html", ""),
        (PROBLEM, '{"status": 502, "det'),
        (PROBLEM, "[]"),
        ("application/json", '{"message": "of another program"}'),
    ],
)
def test_another_answer_is_not_misread(content_type: str, body: str) -> None:
    try:
        text = describe_failure(502, content_type, body)
    except Exception as error:
        pytest.fail(f"it fails itself: {error!r}")

    assert text == "The server answered with status 502."
