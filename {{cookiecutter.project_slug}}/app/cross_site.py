"""Refuses what a browser sends from other sites with our cookies (CSRF), without form tokens."""

from quart import Quart, current_app, request, websocket
from quart.wrappers.base import BaseRequestWebsocket
from werkzeug.exceptions import Forbidden

from app.config import Settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Quart) -> None:
    app.before_request(refuse_cross_site_request)
    app.before_websocket(refuse_cross_site_websocket)


async def refuse_cross_site_request() -> None:
    if request.method not in SAFE_METHODS and is_cross_site(request):
        raise Forbidden("This request came from another site.")


async def refuse_cross_site_stream() -> None:
    """For a view whose answer goes on and on, which is a GET: raises `Forbidden`."""
    if is_cross_site(request):
        raise Forbidden("This request came from another site.")


async def refuse_cross_site_websocket() -> None:
    # A browser opens a WebSocket to any site, with the cookies of that site.
    if is_cross_site(websocket):
        raise Forbidden("This connection came from another site.")


def is_cross_site(message: BaseRequestWebsocket) -> bool:
    """Whether a browser sent this from a page that is not ours.

    Browsers say so by themselves, for forms, scripts and WebSockets alike, so no form needs a
    token. A program that is not a browser sends neither header, and carries no one's cookies.
    """
    settings: Settings = current_app.config["SETTINGS"]
    origin = message.headers.get("Origin")
    if origin in {settings.base_url, *settings.cors_origins}:
        return False
    site = message.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    # Browsers leave that header out on plain HTTP, and old ones everywhere.
    return origin not in {None, f"http://{message.host}", f"https://{message.host}"}
