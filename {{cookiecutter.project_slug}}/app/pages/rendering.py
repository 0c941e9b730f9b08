"""Responses to people: whole pages or parts of them, and forms with their errors."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from quart import Response, has_request_context, render_template, request
from quart_schema import RequestSchemaValidationError

from app.web.errors import list_field_errors
from app.web.openapi import API_PATHS

Model = TypeVar("Model", bound=BaseModel)

# A form that does not fit its model, and a field that only the database shows to be wrong.
FORM_ERRORS = (ValidationError, RequestSchemaValidationError)


def is_for_page() -> bool:
    """Return whether the response is a page for a person. A WebSocket has no page."""
    return has_request_context() and not request.path.startswith(API_PATHS)


def is_for_part() -> bool:
    """Return whether HTMX sent the request, to put the response into the open page."""
    # To restore a page from the browser's history, HTMX asks for the whole page.
    restores = "HX-History-Restore-Request" in request.headers
    return "HX-Request" in request.headers and not restores


async def render_part(page: str, part: str, status: int = 200, **context: Any) -> Response:
    """Render only the part for HTMX, and otherwise the whole page around it.

    Both show what the view has flashed: `await flash("The note was deleted.", "done")`.
    """
    is_part = is_for_part()
    html = await render_template(part if is_part else page, is_part=is_part, **context)
    # A part that a page loads by itself must not take a message from the page that comes next.
    if is_part and request.method != "GET":
        takes_focus = " autofocus" not in html
        html += await render_template("_flashed_part.html", takes_focus=takes_focus)
    response = Response(html, status, content_type="text/html; charset=utf-8")
    response.vary.add("HX-Request")
    return response


async def read_form(model: type[Model], context: Any = None, **known: Any) -> Model:
    """Return the form as its model. Raise `ValidationError` if it does not fit.

    Empty and unknown fields are left out. `context` is for types of fields, such as `LocalTime`.
    """
    form = await request.form
    # A browser counts a new line as one character, and sends it as two.
    typed = {
        name: form[name].replace("\r\n", "\n") for name in model.model_fields if form.get(name)
    }
    return model.model_validate(typed | known, context=context)


async def render_form(
    page: str, errors: dict[str, str] | None = None, **context: Any
) -> tuple[str, int]:
    """Render a form. After a refusal, show its errors and the typed values, except passwords."""
    form = await request.form
    html = await render_template(page, form=form, errors=errors or {}, **context)
    return html, 422 if errors else 200


def collect_messages(error: Exception) -> dict[str, str]:
    """Return the message to show beside each field of a form, for one of `FORM_ERRORS`."""
    reason = getattr(error, "validation_error", error)
    return {problem.field: problem.message for problem in list_field_errors(reason)}
