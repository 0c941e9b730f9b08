"""What every request and answer goes through: proxies, the cross-site check, CORS and headers."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from hypercorn.middleware import ProxyFixMiddleware
from quart import Quart, Response, current_app, request, websocket
from quart.wrappers.base import BaseRequestWebsocket
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.exceptions import Forbidden

from app.config import Settings

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.trusted_hops:
        # Only as many forwarding headers as there are proxies: a client can forge the others.
        app.asgi_app = ProxyFixMiddleware(  # type: ignore[method-assign]
            app.asgi_app, trusted_hops=settings.trusted_hops
        )
    # The prefix has a browser refuse the cookie from plain HTTP and from a sibling domain.
    app.config["QUART_AUTH_COOKIE_NAME"] = "__Host-auth" if settings.is_production else "auth"
    app.config["QUART_AUTH_COOKIE_SECURE"] = settings.is_production
    # Each API blueprint is wrapped in `cors()`, which reads these.
    app.config["QUART_CORS_ALLOW_ORIGIN"] = settings.cors_origins
    app.config["QUART_CORS_ALLOW_CREDENTIALS"] = True
    app.config["QUART_CORS_ALLOW_HEADERS"] = ["Content-Type"]
    app.config["QUART_CORS_EXPOSE_HEADERS"] = ["Retry-After", "X-Request-ID"]
    app.before_request(refuse_cross_site_request)
    app.before_websocket(refuse_cross_site_websocket)
    headers = create_headers(settings)

    async def add_headers(response: Response) -> Response:
        response.headers.extend(headers)
        # What a person asked for while logged in must not be kept by a browser or a proxy.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add_headers)


def public(view: View) -> View:
    """State that a route is for everybody; a test finds routes that neither say so nor refuse."""
    view.public = True  # type: ignore[attr-defined]
    return view


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
    return origin is not None and urlsplit(origin).netloc != message.host


def create_headers(settings: Settings) -> list[tuple[str, str]]:
    """The same for every answer, so made once."""
    policy = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors("'none'")
    )
    secure = Secure(
        csp=policy,
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        # On plain HTTP it would lock people out of their own machine.
        hsts=StrictTransportSecurity().max_age(31536000)
        if settings.base_url.startswith("https://")
        else None,
    )
    return list(secure.header_items())
