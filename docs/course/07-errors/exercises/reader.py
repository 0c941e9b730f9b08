"""Exercise 3: a client that understands only the errors that it expects."""

import json


def describe_failure(status: int, content_type: str, body: str) -> str:
    """Return what a person should read about an answer with this status."""
    return str(json.loads(body).get("detail"))
