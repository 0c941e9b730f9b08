"""Other sites: refuse their requests with our cookies (CSRF), but let listed sites use the API."""

from quart import Blueprint, Quart, Response, current_app, request, websocket
from quart.wrappers.base import BaseRequestWebsocket
from quart_cors import cors
from werkzeug.exceptions import Forbidden

from app.config import Settings
from app.web.schemes import ignores_cookies

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Quart) -> None:
    app.before_request(refuse_cross_site_request)
    app.before_websocket(refuse_cross_site_websocket)
    settings: Settings = app.config["SETTINGS"]
    if settings.cors_origins:
        share_api(app, settings.cors_origins)


def share_api(app: Quart, origins: list[str]) -> None:
    """Let pages of the sites in `CORS_ORIGINS` use every route below `/api/`.

    A route that needs another policy uses `@cors_exempt` and `@route_cors` of quart-cors.
    """
    policy = cors(
        Blueprint("cors", __name__),
        allow_origin=origins,
        allow_credentials=True,
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After", "X-Request-ID"],
    )
    # Its hook for WebSockets would refuse our own pages. `is_cross_site` protects those instead.
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
    # A browser lets any page open a WebSocket to our site, and sends our cookies with it.
    if is_cross_site(websocket):
        raise Forbidden("This connection came from another site.")


def is_cross_site(message: BaseRequestWebsocket) -> bool:
    """Return whether a browser sent this from a page of another site.

    Browsers say so in two headers, for forms, scripts and WebSockets alike, so that no form needs a
    token. A program that is not a browser sends neither header, and has no cookies to abuse.
    """
    if ignores_cookies(message):
        return False
    settings: Settings = current_app.config["SETTINGS"]
    origin = message.headers.get("Origin")
    # The listed sites are programs of the API. Their pages need not send our forms.
    friends = settings.cors_origins if message.path.startswith("/api/") else []
    if origin in {settings.base_url, *friends}:
        return False
    site = message.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    # Browsers do not send that header over plain HTTP, and old browsers never do.
    return origin not in {None, f"http://{message.host}", f"https://{message.host}"}
