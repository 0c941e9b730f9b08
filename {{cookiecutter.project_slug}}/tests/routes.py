"""Addresses for routes with parameters, so that a test can ask every route."""

import re
from uuid import uuid4

# `<name>`, `<int:name>` or `<any(open, done):name>` in the rule of a route.
PARAMETER = re.compile(r"<(?:(?P<converter>\w+)(?:\((?P<arguments>[^<>]*)\))?:)?\w+>")
NUMBERS = {"int": "404", "float": "4.04"}


def fill_in(rule: str) -> str:
    """Return an address that the rule matches, of something that is not there."""
    return PARAMETER.sub(make_value, rule)


def make_value(parameter: re.Match[str]) -> str:
    if parameter["converter"] == "any":
        return parameter["arguments"].partition(",")[0].strip("\"' ")
    return NUMBERS.get(parameter["converter"], str(uuid4()))
