"""The variables of the environment and of `.env`. Names that are not read are refused.

A misspelt `APP_ENV` would otherwise run a server in development, and nobody would notice.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from dotenv.parser import Binding, parse_stream
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

NAME = re.compile(r"[A-Za-z_][\w.-]{0,40}")

# Names under which other programs know APP_ENV, and words with which their values begin.
OTHER_NAMES = {"APP_ENVIRONMENT", "DJANGO_ENV", "ENV", "ENVIRONMENT", "FLASK_ENV", "QUART_ENV"}
IN_PUBLIC = ("prod", "live", "stag")
# The SDK of OpenTelemetry reads many more than the one that is a setting.
OF_THE_SDK = "OTEL_"


def read_variables(folder: Path, settings: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Return all variables, and a sentence for each that is not read as it was meant.

    The environment comes before `.env`. `settings` are the names that are read.
    """
    try:
        bindings = read_bindings(folder / ".env")
        # Settings of features, and names that are meant for other programs, are explained there.
        explained = [binding.key for binding in read_bindings(folder / ".env.example")]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return {}, [f".env: it cannot be read: {reason}"]
    values = {name: remove_quotes(value) for name, value in os.environ.items()}
    variables = {binding.key: binding.value or "" for binding in bindings if binding.key} | values
    problems = [
        *describe_lines(bindings),
        *describe_unknown(bindings, {*settings, *filter(None, explained)}),
        *describe_unread_app_env(values, variables.get("APP_ENV", "development")),
    ]
    return {name: value.strip() for name, value in variables.items()}, problems


def read_model(model: type[Model], variables: Mapping[str, Any], problems: list[str]) -> Model:
    """Return a model with a field for each variable, which has the same name in small letters.

    If a value is wrong, or there is a problem already, end the process with a list of all.
    """
    # An empty line stands for the default. Of APP_ENV, it would be the one that is not for servers.
    given = {
        name: variables[name.upper()]
        for name in model.model_fields
        if variables.get(name.upper()) or (name == "app_env" and "APP_ENV" in variables)
    }
    try:
        settings = model.model_validate(given)
    except ValidationError as error:
        problems += [
            f"{str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
    if problems:
        title = "Correct these settings in .env or the environment:"
        raise SystemExit("\n  ".join([title, *problems]))
    return settings


def read_bindings(file: Path) -> list[Binding]:
    try:
        # Without interpolation, so that a "$" in a password or a name stays a "$".
        with file.open(encoding="utf-8") as stream:
            return list(parse_stream(stream))
    except FileNotFoundError:
        return []


def remove_quotes(value: str) -> str:
    """Return the value without the quotes that `docker run --env-file` leaves around it."""
    quoted = re.fullmatch(r"""\s*(['"])((?:(?!\1).)*)\1\s*""", value)
    return quoted[2] if quoted else value


def is_readable(binding: Binding) -> bool:
    return bool(binding.value is not None and NAME.fullmatch(binding.key or ""))


def describe_lines(bindings: list[Binding]) -> Iterator[str]:
    for binding in bindings:
        if binding.error or (binding.key and not is_readable(binding)):
            text = binding.original.string
            number = binding.original.line + text[: -len(text.lstrip())].count("\n")
            # Without the line itself, which may be part of a key.
            yield f".env, line {number}: write it as NAME=value, and close every quote"


def describe_unknown(bindings: list[Binding], known: Collection[str]) -> Iterator[str]:
    names = {binding.key for binding in bindings if binding.key and is_readable(binding)}
    for name in sorted(names - set(known)):
        if name.startswith(OF_THE_SDK):
            continue
        found = find_meant(name, known)
        yield f"{name}: no setting has this name. " + (
            f"Did you mean {found}?"
            if found
            else "Remove it from .env, or explain it in .env.example if another program reads it"
        )


def describe_unread_app_env(values: Mapping[str, str], app_env: str) -> Iterator[str]:
    """Yield a sentence for each name in the environment that was meant to be APP_ENV."""
    if "APP_ENV" in values:
        return
    for name, value in values.items():
        text = value.strip().lower()
        is_other = name.upper() in OTHER_NAMES
        is_meant = text.startswith(IN_PUBLIC) if is_other else find_meant(name, ["APP_ENV"])
        if is_meant and text != app_env:
            yield f"{name}: this is not read. Set APP_ENV instead, or set it as well"


def find_meant(name: str, settings: Collection[str]) -> str | None:
    """Return the setting that a misspelt name looks like."""
    if name.upper() in OTHER_NAMES:
        return "APP_ENV"
    forms = {shorten(setting): setting for setting in settings}
    matches = get_close_matches(shorten(name), forms, n=1, cutoff=0.8)
    return forms[matches[0]] if matches else None


def shorten(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())
