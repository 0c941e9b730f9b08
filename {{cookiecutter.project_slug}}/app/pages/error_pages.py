"""Errors as pages: what happened, in words for people, and a way on."""

from typing import NamedTuple

from quart import Quart, Response, request
from quart_auth import Unauthorized as LoginRequired
from werkzeug.exceptions import HTTPException, default_exceptions

from app.db import DatabaseAway
from app.pages.rendering import is_for_page, render_part
from app.web.errors import answer_problem, create_problem, list_headers


class PageMessage(NamedTuple):
    """Without a detail, the error's own stays."""

    title: str
    detail: str = ""


PAGE_MESSAGES = {
    400: PageMessage("We did not understand this", "Go back, and try it once more."),
    401: PageMessage("Please log in", "You are not logged in, or not any more."),
    403: PageMessage("You may not do this", "It is for others, or was asked for by another site."),
    404: PageMessage(
        "There is nothing here", "The address may be mistyped, or what was here may be gone."
    ),
    405: PageMessage("This is no page to open", "Go back to the form, and send it from there."),
    413: PageMessage("This is too much at once", "Send less, or send it in parts."),
    415: PageMessage("We cannot read this", "It was sent in a form that we do not know."),
    422: PageMessage("This does not fit together", "Go back, and correct it."),
    429: PageMessage("A moment, please"),
    500: PageMessage(
        "Something went wrong here",
        "The mistake is ours, and has been written down. Quote the request id when you report it.",
    ),
    503: PageMessage("We cannot reach our data just now", "Try again in a moment."),
}
PASSING = {429, 503}


def init_app(app: Quart) -> None:
    app.register_error_handler(HTTPException, answer_error)


async def answer_error(error: HTTPException) -> Response:
    """Give a page to a person, and problem details to a program.

    It needs no database, which may be what is missing.
    """
    if not is_for_page():
        return await answer_problem(error)
    problem = create_problem(error)
    message = PAGE_MESSAGES.get(problem.status, PageMessage(problem.title))
    # What a view has written for the person says more.
    is_own = error.description not in {
        getattr(default_exceptions.get(problem.status), "description", None),
        DatabaseAway.description,
    }
    response = await render_part(
        "error.html",
        "_error.html",
        problem.status,
        problem=problem,
        title=message.title,
        detail=problem.detail if is_own else message.detail or problem.detail,
        passes=problem.status in PASSING or isinstance(error, LoginRequired),
        can_reload=request.method == "GET",
    )
    response.headers.update(list_headers(error))
    return response
