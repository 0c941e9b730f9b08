"""What surrounds every request: proxies, cookies, CORS and the security headers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from hypercorn.middleware import ProxyFixMiddleware
from hypercorn.typing import ASGIFramework, Scope
from quart import Quart, Response, current_app
from quart.typing import ResponseTypes
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

from app.config import Settings

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.trusted_hops:
        # Only as many forwarding headers as there are proxies: a client can forge the others.
        app.asgi_app = ProxyFixMiddleware(  # type: ignore[method-assign]
            keep_websocket_scheme(app.asgi_app), trusted_hops=settings.trusted_hops
        )
    app.config["QUART_AUTH_COOKIE_NAME"] = name_cookie(settings, "auth")
    app.config["QUART_AUTH_COOKIE_SECURE"] = settings.is_production
    # Each API blueprint is wrapped in `cors()`, which reads these.
    app.config["QUART_CORS_ALLOW_ORIGIN"] = settings.cors_origins
    app.config["QUART_CORS_ALLOW_CREDENTIALS"] = True
    app.config["QUART_CORS_ALLOW_HEADERS"] = ["Content-Type"]
    app.config["QUART_CORS_EXPOSE_HEADERS"] = ["Retry-After", "X-Request-ID"]
    headers = create_headers(settings)

    async def add_headers(response: Response) -> Response:
        response.headers.extend(headers)
        # What a person asked for while logged in must not be kept by a browser or a proxy.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add_headers)


def name_cookie(settings: Settings, name: str) -> str:
    """With a prefix that has a browser refuse it from plain HTTP and from a sibling domain."""
    return f"__Host-{name}" if settings.is_production else name


def set_cookie(response: ResponseTypes, name: str, value: str, lifetime: timedelta) -> None:
    """As strictly as a browser takes it: for no script, and with no form of another site."""
    response.set_cookie(
        name,
        value,
        max_age=lifetime,
        secure=current_app.config["QUART_AUTH_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def keep_websocket_scheme(app: ASGIFramework) -> ASGIFramework:
    """Put right the scheme of a WebSocket, by which Quart finds its route.

    A proxy says that it was asked by https, and hypercorn's middleware takes that over as it is.
    """

    async def call_app(scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] == "websocket":
            scope["scheme"] = {"http": "ws", "https": "wss"}.get(scope["scheme"], scope["scheme"])
        await app(scope, receive, send)

    return call_app


def public(view: View) -> View:
    """State that a route is for everybody; a test finds routes that neither say so nor refuse."""
    view.public = True  # type: ignore[attr-defined]
    return view


def create_headers(settings: Settings) -> list[tuple[str, str]]:
    """The same for every answer, so made once."""
    url = urlsplit(settings.base_url)
    is_public = url.scheme == "https" and url.hostname not in {"localhost", "127.0.0.1"}
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
        # On a person's own machine it would shut out whatever else runs there without HTTPS.
        hsts=StrictTransportSecurity().max_age(31536000) if is_public else None,
    )
    return list(secure.header_items())
