"""Schemes: other ways to log in than a cookie, by the header `Authorization`.

If a request is made by such a scheme, no cookie of it counts. So it may come from any site: a page
of another site can make a browser send our cookies, but not a token that it does not have.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

from quart import Blueprint, Quart, Request, current_app
from quart.wrappers.base import BaseRequestWebsocket
from quart_schema import QuartSchema, security_scheme_blueprint
from quart_schema.openapi import SecuritySchemeBase

Target = TypeVar("Target", bound=Callable[..., Any] | Blueprint)


class Scheme(NamedTuple):
    """A scheme: the first word of the header, how to log in with the rest, and how to document it.

    `authenticate` takes the rest of the header. It returns a `Grant` (`app/accounts/callers.py`),
    or None if nobody is logged in by that.
    """

    word: str
    authenticate: Callable[[str], Awaitable[Any]]
    document: SecuritySchemeBase


class Credentials(NamedTuple):
    """A header of a known scheme, and the text after its first word."""

    scheme: Scheme
    text: str


def add_scheme(app: Quart, name: str, scheme: Scheme, blueprint: Blueprint | None = None) -> None:
    """Let programs log in by a scheme: beside the cookie, for every route below `/api/`.

    With a blueprint, its routes take this scheme and others added for it, and no cookie. Plug in
    from the `init_app` of a feature: `add_scheme(app, "badge", BADGE)`.
    """
    schemes = app.extensions.setdefault("SCHEMES", {})
    schemes.setdefault(blueprint and blueprint.name, {})[name] = scheme
    schema: QuartSchema = app.extensions["QUART_SCHEMA"]
    schema.security_schemes = {**(schema.security_schemes or {}), name: scheme.document}
    if blueprint is None:
        schema.security = [*(schema.security or []), {name: []}]
    else:
        security_scheme_blueprint(blueprint, [{name: []}])


def find_schemes(blueprint: str | None) -> dict[str, Scheme]:
    """Return the schemes that were added for a blueprint, or for all without any of their own."""
    schemes: dict[str, Scheme] = current_app.extensions.get("SCHEMES", {}).get(blueprint, {})
    return schemes


def has_own_schemes(message: BaseRequestWebsocket) -> bool:
    """Return whether the route takes schemes of its own, and no cookie."""
    return message.blueprint is not None and bool(find_schemes(message.blueprint))


def find_credentials(message: BaseRequestWebsocket) -> Credentials | None:
    """Return the header of a scheme that the route takes, if the request has one.

    Other schemes count for nothing, such as the password of a proxy. Neither does a header to a
    page or a WebSocket.
    """
    header = message.headers.get("Authorization")
    if header is None or not isinstance(message, Request):
        return None
    if has_own_schemes(message):
        schemes = find_schemes(message.blueprint)
    elif message.path.startswith("/api/"):
        schemes = find_schemes(None)
    else:
        return None
    word, _, text = header.partition(" ")
    for scheme in schemes.values():
        if scheme.word.lower() == word.lower():
            return Credentials(scheme, text.strip())
    return None


def ignores_cookies(message: BaseRequestWebsocket) -> bool:
    """Return whether no cookie counts, so that the request may come from any site."""
    return has_own_schemes(message) or find_credentials(message) is not None


def scope(name: str) -> Callable[[Target], Target]:
    """Let a token use a view if it has this scope: `@scope("read")`.

    Without the mark, a token needs `read` for safe methods, and `write` for others.
    """

    def mark(view: Target) -> Target:
        view.scope = name  # type: ignore[union-attr]
        return view

    return mark


def session_only(target: Target) -> Target:
    """Refuse tokens for a view, or for all views of a blueprint that have no `@scope`.

    A lost token must not be enough to take the account over.
    """
    target.session_only = True  # type: ignore[union-attr]
    return target


def is_session_only(view: Callable[..., Any], blueprint: object) -> bool:
    """Return whether a view, which is on this blueprint, refuses tokens."""
    is_marked = any(getattr(each, "session_only", False) for each in (view, blueprint))
    return is_marked and not hasattr(view, "scope")
