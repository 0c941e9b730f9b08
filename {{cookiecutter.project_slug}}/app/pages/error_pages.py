"""Errors as pages: what happened, and what to do next."""

from typing import NamedTuple

from quart import Quart, Response, request
from quart_auth import Unauthorized as LoginRequired
from werkzeug.exceptions import HTTPException, default_exceptions

from app.db import DatabaseUnavailable
from app.pages.rendering import is_for_page, render_part
from app.web.errors import answer_with_problem, create_problem, list_headers


class PageMessage(NamedTuple):
    """The texts of an error page. Without a detail, the page shows that of the error."""

    title: str
    detail: str = ""


PAGE_MESSAGES = {
    400: PageMessage("We didn't understand that", "Go back and try again."),
    401: PageMessage("Please log in", "Your session has ended, or you haven't logged in yet."),
    403: PageMessage(
        "You can't do this", "You don't have permission, or the request came from another site."
    ),
    404: PageMessage(
        "Page not found", "The address may be mistyped, or the page may have been deleted."
    ),
    405: PageMessage(
        "This page cannot be opened directly", "Go back to the form and send it from there."
    ),
    413: PageMessage("That is too large", "Send less, or send it in several parts."),
    415: PageMessage("We can't read this format", "Send it in a different format."),
    422: PageMessage("Something in the form isn't right", "Go back and correct it."),
    429: PageMessage("Please wait a moment"),
    500: PageMessage(
        "Something went wrong on our side",
        "We have logged the problem. If you report it, quote the request ID.",
    ),
    503: PageMessage(
        "We can't do this right now", "We can't reach our database. Try again in a moment."
    ),
}
TEMPORARY_STATUSES = {429, 503}


def init_app(app: Quart) -> None:
    app.register_error_handler(HTTPException, answer_error)


async def answer_error(error: HTTPException) -> Response:
    """Respond with a page to a person, and with problem details to a program.

    This needs no database, because a missing database may be the error.
    """
    if not is_for_page():
        return await answer_with_problem(error)
    problem = create_problem(error)
    message = PAGE_MESSAGES.get(problem.status, PageMessage(problem.title))
    # A text that a view has written for this case says more.
    is_own = error.description not in {
        getattr(default_exceptions.get(problem.status), "description", None),
        DatabaseUnavailable.description,
    }
    response = await render_part(
        "error.html",
        "_error.html",
        problem.status,
        problem=problem,
        title=message.title,
        detail=problem.detail if is_own else message.detail or problem.detail,
        is_temporary=problem.status in TEMPORARY_STATUSES or isinstance(error, LoginRequired),
        can_reload=request.method == "GET",
    )
    response.headers.update(list_headers(error))
    return response
