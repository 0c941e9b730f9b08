"""Callers: who sends a request is said by the cookie of a session, or by a token in a header.

A feature adds a scheme of the header with `add_scheme` (`app/web/schemes.py`). A token that is not
valid is refused, and the cookie beside it never counts.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from quart import Quart, current_app, has_request_context, request, websocket
from quart_auth import AuthUser, QuartAuth
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, HTTPException, Unauthorized

from app.accounts.models import User
from app.accounts.session_queries import IDLE
from app.accounts.sessions import SessionUser, current_user
from app.web.cookies import CookieSerializer
from app.web.cross_site import SAFE_METHODS
from app.web.schemes import Credentials, find_credentials, ignores_cookies, is_session_only

FOR_SESSIONS = "Tokens cannot do this. Log in with your password."


class Grant(NamedTuple):
    """The user that a token logs in, and the scopes that it has."""

    user: User
    scopes: frozenset[str]


class TokenUser(SessionUser):
    """The person whose token a request has. Without a token, it is nobody."""

    scopes: frozenset[str] = frozenset()

    def __init__(self, credentials: Credentials | None) -> None:
        # Only the database knows whose token it is.
        super().__init__(None if credentials is None else "")
        self._credentials = credentials

    @property
    def is_admin(self) -> bool:
        """Return False: a lost token must not be enough to change other people's accounts."""
        return False

    async def is_still_authenticated(self) -> bool:
        return await self._load() is not None

    async def _load(self) -> User | None:
        if self._credentials is None:
            return None
        scheme, text = self._credentials
        grant: Grant | None = await scheme.authenticate(text)
        if grant is None:
            return None
        self._auth_id = f"{grant.user.id}."  # The rate limits count the user.
        self.scopes = grant.scopes
        return grant.user


class Authentication(QuartAuth):
    """Reads the cookie, unless the request has a token or its route takes no cookie."""

    def resolve_user(self) -> AuthUser:
        message = request if has_request_context() else websocket
        if ignores_cookies(message):
            return TokenUser(find_credentials(message))
        return super().resolve_user()


class RefusedToken(HTTPException):
    """A refusal that says in a header what is wrong with the token (RFC 6750)."""

    def __init__(self, scheme: str, details: Mapping[str, str | None], **options: Any) -> None:
        super().__init__(**options)
        self._challenge = WWWAuthenticate(scheme, dict(details))

    def get_headers(self, *arguments: Any, **options: Any) -> list[tuple[str, str]]:
        headers = super().get_headers(*arguments, **options)
        return [*headers, ("WWW-Authenticate", self._challenge.to_header())]


class InvalidToken(RefusedToken, Unauthorized):
    description = "The token is not valid: it is wrong, has expired or was revoked."


class InsufficientScope(RefusedToken, Forbidden):
    pass


def init_app(app: Quart) -> None:
    Authentication(
        app,
        duration=int(IDLE.total_seconds()),
        user_class=SessionUser,
        serializer_class=CookieSerializer,  # type: ignore[arg-type]  # the same arguments
    )
    # Quart-Auth gives it to templates by a plain function, which Quart would run in a thread.
    app.template_context_processors[None].pop()
    app.jinja_env.globals["current_user"] = current_user
    app.before_request(check_token)


async def check_token() -> None:
    """Refuse a token that is not valid, or that may not be used for this view."""
    credentials = find_credentials(request)
    if credentials is None or request.endpoint is None or request.method == "OPTIONS":
        return
    word = credentials.scheme.word
    if not await current_user.is_authenticated:
        raise InvalidToken(word, {"error": "invalid_token"})
    view = current_app.view_functions[request.endpoint]
    if is_session_only(view, current_app.blueprints.get(request.blueprint or "")):
        raise Forbidden(FOR_SESSIONS)
    needed = find_scope(view, request.method)
    if needed and needed not in cast("TokenUser", current_user).scopes:
        raise InsufficientScope(
            *(word, {"error": "insufficient_scope", "scope": needed}),
            description=f'This needs a token with the scope "{needed}".',
        )


def find_scope(view: Callable[..., Any], method: str) -> str | None:
    """Return the scope that a token needs for a view, or None if the view is for everyone."""
    default = "read" if method in SAFE_METHODS else "write"
    return getattr(view, "scope", None if getattr(view, "public", False) else default)
