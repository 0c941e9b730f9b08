"""What all pages share: navigation, the landing page, forms, and whole pages or parts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from quart import (
    Blueprint,
    Quart,
    Response,
    current_app,
    has_request_context,
    render_template,
    request,
)
from quart_auth import current_user
from quart_rate_limiter import limit_blueprint

from app.config import Settings
from app.errors import field_errors
from app.openapi import API_PATHS
from app.security import public
from app.zones import find_zone

Model = TypeVar("Model", bound=BaseModel)

blueprint = Blueprint("pages", __name__)
limit_blueprint(blueprint, 300, timedelta(minutes=1))


class Link(NamedTuple):
    """A place in the navigation of whoever is logged in, or of those for whom it `is_shown`."""

    label: str
    endpoint: str
    is_shown: Callable[[], bool]


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.extensions["LINKS"] = []
    app.jinja_env.filters["in_zone"] = in_zone
    app.jinja_env.globals.update(app_name=settings.app_name, find_links=find_links)
    app.register_blueprint(blueprint)


def add_link(
    app: Quart, label: str, endpoint: str, is_shown: Callable[[], bool] = lambda: True
) -> None:
    """Called by a feature in its `init_app`. The first link is where people land after log-in."""
    app.extensions["LINKS"].append(Link(label, endpoint, is_shown))


def find_links() -> list[Link]:
    """Those for whoever sent the request."""
    return [link for link in current_app.extensions["LINKS"] if link.is_shown()]


def in_zone(moment: datetime, name: str) -> datetime:
    return moment.astimezone(find_zone(name))


@blueprint.get("/")
@public
async def show_home() -> str:
    await current_user.is_authenticated  # The navigation is not the same for everybody.
    return await render_template("landing.html")


def is_for_page() -> bool:
    """Whether the answer is read by a person; a WebSocket has no page."""
    return has_request_context() and not request.path.startswith(API_PATHS)


def is_for_part() -> bool:
    """Whether HTMX asked, and will put the answer into the page that is there already."""
    # To restore a page from the history it asks for all of it.
    restores = "HX-History-Restore-Request" in request.headers
    return "HX-Request" in request.headers and not restores


def is_local_path(value: str) -> bool:
    r"""Whether it keeps a browser on this site.

    A browser takes `//host` and `/\host` for another site, and drops tabs and line breaks before
    it looks.
    """
    return value.startswith("/") and not value.startswith(("//", "/\\")) and value.isprintable()


async def render_part(page: str, part: str, status: int = 200, **context: Any) -> Response:
    """Render the part alone for HTMX, else the whole page around it."""
    is_part = is_for_part()
    html = await render_template(part if is_part else page, is_part=is_part, **context)
    response = Response(html, status, content_type="text/html; charset=utf-8")
    response.vary.add("HX-Request")
    return response


async def read_form(model: type[Model], **known: str) -> Model:
    """Raises `ValidationError`. What is left empty is not given; what else is sent, left aside."""
    form = await request.form
    typed = {name: form[name] for name in model.model_fields if form.get(name)}
    return model.model_validate(typed | known)


async def render_form(
    page: str, errors: dict[str, str] | None = None, **context: Any
) -> tuple[str, int]:
    """With what was typed, where it is refused; `field` leaves passwords out."""
    form = await request.form
    html = await render_template(page, form=form, errors=errors or {}, **context)
    return html, 422 if errors else 200


def collect_messages(error: ValidationError) -> dict[str, str]:
    """What to write beside each field of a form."""
    return {problem.field: problem.message for problem in field_errors(error)}
