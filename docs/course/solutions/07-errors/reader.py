"""Solution 3: a client expects problem details, and is ready for anything else."""

import json
from typing import Any


def describe_failure(status: int, content_type: str, body: str) -> str:
    """Return what a person should read about an answer with this status."""
    problem = read_problem(content_type, body)
    if errors := problem.get("errors"):
        return "\n".join(f"{error['field']}: {error['message']}" for error in errors)
    text = problem.get("detail") or problem.get("title")
    if not text:
        return f"The server answered with status {status}."
    if request_id := problem.get("request_id"):
        text += f" (Request {request_id})"
    return str(text)


def read_problem(content_type: str, body: str) -> dict[str, Any]:
    """Return the problem details, or an empty dictionary if the answer has none."""
    if not content_type.startswith("application/problem+json"):
        return {}
    try:
        problem = json.loads(body)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
