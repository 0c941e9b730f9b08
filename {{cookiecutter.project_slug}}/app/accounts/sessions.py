"""Sessions: the signed cookie names a row of the database, so that the server can end a session.

A signed cookie alone would work until it expires, even after its owner has logged out.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, cast
from uuid import uuid4

import quart_auth
from quart import Quart, g, has_request_context, request
from quart_auth import AuthUser, login_required, login_user, logout_user, renew_login
from werkzeug.exceptions import Forbidden, Unauthorized

from app.accounts import session_queries as queries
from app.accounts.activity import MAX_USER_AGENT, record_login
from app.accounts.login import find_device
from app.accounts.models import Session, User
from app.accounts.tokens import delete_expired_tokens
from app.db import Connection, connect, transaction
from app.db.faults import DatabaseReadOnly
from app.logs import log_security_event
from app.web.schemes import session_only

# A request updates the session and renews its cookie, but not more often than this.
RENEW_AFTER = timedelta(hours=1)

FOR_ADMINS = "Only admins can do this."
WRONG_CREDENTIALS = "The email address or password is wrong, or the address is not confirmed yet."


class SessionUser(AuthUser):
    """The person who sent the request, looked up once, and only if a view needs to know."""

    found: User | None = None
    # When the person last gave their password.
    confirmed_at = datetime.min.replace(tzinfo=UTC)
    is_loaded = False

    @property
    async def is_authenticated(self) -> bool:
        if not self.is_loaded and self.auth_id is not None:
            self.found = await self._load()
            g.user_id = self.found and self.found.id  # for the log
        self.is_loaded = True
        return self.found is not None

    async def is_still_authenticated(self) -> bool:
        """Return whether the session still exists. A stream asks this long after its request."""
        return await queries.has_session(self.user.id, self.session_id)

    async def _load(self) -> User | None:
        user_id, _, session_id = (self.auth_id or "").partition(".")
        now = datetime.now(UTC)
        async with connect() as connection:
            found = await queries.select_session_user(connection, user_id, session_id)
            if found is None:
                return None
        self.confirmed_at = found.confirmed_at
        # A WebSocket cannot set cookies.
        if found.last_seen_at < now - RENEW_AFTER and has_request_context():
            with suppress(DatabaseReadOnly):  # so that people can still read
                async with connect() as connection:
                    await queries.update_last_seen(connection, session_id, now)
                renew_login()
        return found.user

    @property
    def user(self) -> User:
        """Return the user. Raise `RuntimeError` in a view without `@login_required`."""
        if self.found is None:
            raise RuntimeError("Add @login_required to this view.")
        return self.found

    @property
    def is_admin(self) -> bool:
        """Return whether an admin is logged in, or False if nobody has looked the session up."""
        return self.found is not None and self.found.role == "admin"

    @property
    def session_id(self) -> str:
        return (self.auth_id or "").partition(".")[2]


current_user = cast("SessionUser", quart_auth.current_user)


def init_app(app: Quart) -> None:
    app.extensions["QUART_TASKS"].add_periodic_task(
        delete_expired_sessions, timedelta(hours=1), name="delete-expired-sessions"
    )


def admin_required(view: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Let in admins only: 401 if nobody is logged in, 403 if they are not an admin."""

    @wraps(view)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_admin:
            raise Forbidden(FOR_ADMINS)
        return await view(*args, **kwargs)

    guarded = session_only(login_required(wrapper))
    guarded.for_admins = True  # type: ignore[attr-defined]  # a test calls every marked view
    return guarded


async def start_session(user: User, password_hash: str | None = None, detail: str = "") -> None:
    """Log the user in with a new session, so that a planted cookie is never logged in.

    Raise `Unauthorized` if the user was disabled, or the password changed, since the login began.
    A login without a password passes no `password_hash`, and a `detail` for the person's activity.
    """
    device = await asyncio.to_thread(describe_device, request.headers.get("User-Agent", ""))
    session = queries.NewSession(
        str(uuid4()), user.id, device, request.remote_addr or "", datetime.now(UTC)
    )
    async with transaction() as connection:
        if not await queries.insert_session(connection, session, password_hash):
            log_security_event("login", "disabled, or password changed since", user.email)
            raise Unauthorized(WRONG_CREDENTIALS)
        if current_user.auth_id:
            await delete_current_session(connection)
        is_known = bool(find_device(user.email))
        await record_login(connection, user, device, detail, is_known=is_known)
    g.user_id = user.id  # for the log
    log_security_event("login", "success", user.email, device=device)
    login_user(SessionUser(f"{user.id}.{session.id}"), remember=True)


def describe_device(user_agent: str) -> str:
    """Return a name such as "Firefox on Linux". Do not trust it: the client sends what it likes.

    Call it in a thread, because the first call imports a library and reads its lists.
    """
    from ua_parser import parse

    found = parse(user_agent[:MAX_USER_AGENT])
    browser = found.user_agent.family if found.user_agent else "Unknown program"
    return f"{browser} on {found.os.family}" if found.os else browser


async def end_current_session() -> None:
    """Log the person out, if they are logged in."""
    async with connect() as connection:
        await delete_current_session(connection)
    logout_user()


async def end_session(session_id: str) -> bool:
    """End a session of the user, and return whether they had it. Ending this one logs out."""
    async with connect() as connection:
        had_it = await queries.delete_session(connection, current_user.user.id, session_id)
    if session_id == current_user.session_id:
        logout_user()
    return had_it


async def end_other_sessions() -> None:
    async with connect() as connection:
        await queries.delete_sessions(
            connection, current_user.user.id, except_id=current_user.session_id
        )


async def delete_current_session(connection: Connection) -> None:
    user_id = (current_user.auth_id or "").partition(".")[0]
    await queries.delete_session(connection, user_id, current_user.session_id)


async def list_sessions() -> list[Session]:
    async with connect() as connection:
        return await queries.select_sessions(
            connection, current_user.user.id, current_user.session_id
        )


async def delete_expired_sessions() -> None:
    """Delete the sessions and tokens that have expired."""
    await queries.delete_expired_sessions()
    await delete_expired_tokens()
