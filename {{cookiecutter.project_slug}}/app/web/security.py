"""Security around every request: proxies, cookies, headers and caching."""

import logging
import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from hypercorn.middleware import ProxyFixMiddleware
from hypercorn.typing import ASGIFramework, Scope
from quart import Quart, Response, current_app, g, request
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
from app.web.cookies import ClientSession, name_cookie
from app.web.hosts import is_local_host

logger = logging.getLogger(__name__)

POLICY = "Content-Security-Policy"

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.trusted_hops:
        # Trust only as many forwarding headers as there are proxies: clients can forge the others.
        app.asgi_app = ProxyFixMiddleware(  # type: ignore[method-assign]
            correct_forwarded(app.asgi_app), trusted_hops=settings.trusted_hops
        )
    elif settings.is_production:
        warn_of_proxy(app)
    app.session_interface = ClientSession()
    app.config["SESSION_COOKIE_NAME"] = name_cookie(settings, "session")
    app.config["SESSION_COOKIE_SECURE"] = settings.is_production
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["QUART_AUTH_COOKIE_NAME"] = name_cookie(settings, "auth")
    app.config["QUART_AUTH_COOKIE_SECURE"] = settings.is_production
    headers = create_headers(settings)
    all_but_policy = [(name, value) for name, value in headers if name != POLICY]

    async def add_headers(response: Response) -> Response:
        # A view may have a policy of its own, such as one that shows what another program wrote.
        response.headers.extend(all_but_policy if POLICY in response.headers else headers)
        forbid_caching(response)
        return response

    app.after_request(add_headers)


def warn_of_proxy(app: Quart) -> None:
    """Log what to set when the first request names a proxy, once in this process."""
    is_known = False

    async def look_for_proxy() -> None:
        nonlocal is_known
        if not is_known and "X-Forwarded-For" in request.headers:
            is_known = True
            logger.warning(
                "A request has X-Forwarded-For, but TRUSTED_HOPS is 0: all people behind a proxy"
                " share its rate limits. Set TRUSTED_HOPS to the number of proxies in front of the"
                " app. Without a proxy, ignore this: the client wrote the header itself."
            )

    app.before_request(look_for_proxy)


def forbid_caching(response: Response) -> None:
    """Keep browsers and proxies from storing a response, unless its view allows it.

    A response for a logged-in person is never `public`, even if `send_file` made it so.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    is_open = getattr(view, "public", False) or "is_static" in g
    if "Cache-Control" not in response.headers or (response.cache_control.public and not is_open):
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Expires", None)


def correct_forwarded(app: ASGIFramework) -> ASGIFramework:
    """Correct what hypercorn's middleware copies from a proxy's headers as it is.

    Proxies report `https` for a WebSocket, for which Quart has no route. Some write the address of
    a client with its port, which would give each connection a rate limit of its own.
    """

    async def call_app(scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] == "websocket":
            scope["scheme"] = {"http": "ws", "https": "wss"}.get(scope["scheme"], scope["scheme"])
        if scope["type"] != "lifespan" and (client := scope.get("client")):
            scope["client"] = (read_address(client[0]), client[1])
        await app(scope, receive, send)

    return call_app


def read_address(forwarded: str) -> str:
    """Return the address alone of `address:port`, `[address]:port` or a quoted form of them."""
    text = forwarded.strip().strip('"')
    if bracketed := re.fullmatch(r"\[(.*)\](:\d+)?", text):
        return bracketed[1]
    return re.sub(r"^([^:]*):\d+$", r"\1", text)


def public(view: View) -> View:
    """Mark a view as open to everyone. A test finds routes without this mark or a login check."""
    view.public = True  # type: ignore[attr-defined]
    return view


def create_headers(settings: Settings) -> list[tuple[str, str]]:
    """Create the security headers once, because they are the same for every response."""
    url = urlsplit(settings.base_url)
    is_public = url.scheme == "https" and not is_local_host(url.hostname or "")
    hsts = StrictTransportSecurity().max_age(31536000)
    if settings.hsts != "host":
        hsts = hsts.include_subdomains()
    if settings.hsts == "preload":
        hsts = hsts.preload()
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
        # On a developer's machine it would block every other local server without HTTPS.
        hsts=hsts if is_public else None,
    )
    return list(secure.header_items())
