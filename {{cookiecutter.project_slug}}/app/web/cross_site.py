"""Other sites: refuses what they send with our cookies (CSRF), and lets listed ones use the API."""

from quart import Blueprint, Quart, Response, current_app, request, websocket
from quart.wrappers.base import BaseRequestWebsocket
from quart_cors import cors
from werkzeug.exceptions import Forbidden

from app.config import Settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Quart) -> None:
    app.before_request(refuse_cross_site_request)
    app.before_websocket(refuse_cross_site_websocket)
    share_api(app)


def share_api(app: Quart) -> None:
    """Let the pages of `CORS_ORIGINS` use every route below `/api/`.

    For a policy of its own, a route has `@cors_exempt` and `@route_cors` of quart-cors.
    """
    settings: Settings = app.config["SETTINGS"]
    policy = cors(
        Blueprint("cors", __name__),
        allow_origin=settings.cors_origins,
        allow_credentials=True,
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After", "X-Request-ID"],
    )
    # Its hook for WebSockets would refuse our own pages, and `is_cross_site` refuses the others.
    (add_cors_headers,) = policy.after_request_funcs[None]

    async def add_headers(response: Response) -> Response:
        if request.path.startswith("/api/"):
            await add_cors_headers(response)
        return response

    app.after_request(add_headers)


async def refuse_cross_site_request() -> None:
    if request.method not in SAFE_METHODS and is_cross_site(request):
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
