"""Errors: every one is answered with problem details (RFC 9457), or in its blueprint's format."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, to_builtins
from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from quart import Quart, Response, g, json
from quart_auth import Unauthorized as LoginRequired
from quart_rate_limiter import RateLimitExceeded
from quart_schema import RequestSchemaValidationError
from werkzeug.exceptions import HTTPException, InternalServerError, UnprocessableEntity

from app.web.error_formats import find_format_of_request
from app.web.fields import VISIBLE

MAX_ERRORS = 50
# Replace Pydantic's messages for the commonest mistakes with ones for people who fill in a form.
ERROR_MESSAGES = {
    "extra_forbidden": "There is no such field.",
    "missing": "This is required.",
    "string_too_long": "Use at most {max_length} characters.",
    "string_too_short": "Use at least {min_length} characters.",
}


class FieldError(Struct):
    """A field of the request that has to be corrected."""

    field: str
    message: str


class Problem(Struct):
    """The reason why a request failed, with every field to correct."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    errors: list[FieldError] | UnsetType = UNSET
    request_id: str | UnsetType = UNSET


def init_app(app: Quart) -> None:
    app.register_error_handler(HTTPException, answer_with_problem)


async def answer_with_problem(error: HTTPException) -> Response:
    problem = create_problem(error)
    form = find_format_of_request()
    return Response(
        json.dumps(to_builtins(form.build(problem) if form else problem)),
        problem.status,
        list_headers(error),
        content_type=form.content_type if form else "application/problem+json",
    )


def create_problem(error: HTTPException) -> Problem:
    if isinstance(error, RequestSchemaValidationError):
        return Problem(
            title=UnprocessableEntity().name,
            status=UnprocessableEntity.code,
            detail="Correct the fields named in errors.",
            errors=list_field_errors(error.validation_error),
        )
    problem = Problem(
        title=error.name,
        status=error.code or 500,
        detail=error.description or error.name,
        # Set by an exception that a program must be able to tell from others with the same status.
        type=getattr(error, "problem_type", "about:blank"),
    )
    if isinstance(error, LoginRequired):
        problem.detail = "Log in first."
    if isinstance(error, RateLimitExceeded):
        problem.detail = f"Too many requests. Try again in {error.retry_after} seconds."
    if isinstance(error, InternalServerError):
        problem.detail = (
            "Something went wrong on our side. Quote the request ID when you report it."
        )
        problem.request_id = g.request_id
    return problem


def list_field_errors(error: Exception) -> list[FieldError]:
    """Return a message for each bad field, named by its path, such as `address.street`."""
    if not isinstance(error, ValidationError):
        return [FieldError("body", str(error))]
    if error.error_count() > MAX_ERRORS:
        # A message for each of 85,000 fields would take long and fill megabytes.
        return [FieldError("body", f"It has {error.error_count()} mistakes.")]
    return [
        FieldError(".".join(map(str, line["loc"])) or "body", choose_message(line))
        for line in error.errors(include_url=False, include_input=False)
    ]


def refuse_field(field: str, message: str) -> RequestSchemaValidationError:
    """Return an error to raise for a field that only the database shows to be wrong."""
    line = InitErrorDetails(type=PydanticCustomError("refused", message), loc=(field,), input=None)
    return RequestSchemaValidationError(ValidationError.from_exception_data("request", [line]))


def choose_message(line: Any) -> str:
    context = line.get("ctx", {})
    if context.get("min_length") == 1:
        return ERROR_MESSAGES["missing"]
    if context.get("pattern", "").endswith(VISIBLE):
        return "Use visible characters."
    if message := ERROR_MESSAGES.get(line["type"]):
        return message.format_map(context)
    if reason := context.get("reason"):
        return str(reason)  # says why an email address is not valid
    text: str = line["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{text[0].upper()}{text[1:]}."


def list_headers(error: HTTPException) -> dict[str, str]:
    """Return the headers that belong to the status, such as `Allow` and `Retry-After`."""
    headers = dict(error.get_headers())
    headers.pop("Content-Type")
    return headers
