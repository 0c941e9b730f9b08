"""The front end: the pages that React draws in the browser, from the files that Vite has built.

Its sources are in `frontend/`, and `make build` writes the files to `build/static/`. In development
Vite serves them itself: see `development.py`.
"""

from datetime import timedelta

from msgspec import Struct
from quart import (
    Blueprint,
    Quart,
    Response,
    current_app,
    has_request_context,
    render_template,
    request,
)
from quart_rate_limiter import rate_limit
from quart_schema import tag_blueprint, validate_response
from werkzeug.exceptions import NotFound

from app.config import PROJECT_FOLDER, Settings
from app.web.errors import answer_with_problem
from app.web.security import public

BUILT = PROJECT_FOLDER / "build" / "static"

blueprint = Blueprint(
    "frontend",
    __name__,
    template_folder="templates",
    static_folder=BUILT,
    static_url_path="/static",
)
tag_blueprint(blueprint, ["App"])


class AppInfo(Struct):
    """The name of the app, and its purpose. In development it has a mailbox."""

    name: str
    description: str
    is_development: bool


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)
    app.register_error_handler(NotFound, answer_not_found)

    from app.frontend.document import write_api_document

    app.cli.add_command(write_api_document)


@blueprint.get("/")
@public
async def show_home() -> Response:
    return await send_page()


@blueprint.get("/api/app")
@public
@rate_limit(300, timedelta(minutes=1))
@validate_response(AppInfo)
async def show_app() -> AppInfo:
    """Show the name of the app, and what it is for."""
    settings: Settings = current_app.config["SETTINGS"]
    return AppInfo(settings.app_name, settings.app_description, settings.app_env == "development")


async def answer_not_found(error: NotFound) -> Response:
    """Send the page for an address that only the router in the browser knows.

    Anything else that does not exist stays a 404: what the API, a static file or a view misses.
    """
    # A request for a WebSocket has no request context.
    if has_request_context() and request.routing_exception is error and is_for_page():
        return await send_page()
    return await answer_with_problem(error)


def is_for_page() -> bool:
    """Return whether a browser asks for a page, and not for an image, nor a program for data."""
    return (
        request.method in {"GET", "HEAD"}
        and not request.path.startswith(("/api/", "/static/"))
        and request.accept_mimetypes.quality("text/html") > 0
        # Every program accepts */*. Browsers name the type.
        and "text/html" in request.accept_mimetypes.values()
    )


async def send_page() -> Response:
    page = BUILT / "index.html"
    if not page.is_file():
        return Response(
            await render_template("frontend/not_built.html"), 503, content_type="text/html"
        )
    text = page.read_text(encoding="utf-8")
    response = Response(text, content_type="text/html; charset=utf-8")
    # Browsers may keep it to go back to, but ask whether there is a new version.
    response.cache_control.no_cache = True
    await response.add_etag()
    return await response.make_conditional(request)
