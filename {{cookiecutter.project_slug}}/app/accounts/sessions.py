"""Sessions: the signed cookie names a row, so that a session can be ended here.

A signed cookie alone would be good until it expires, whatever its owner does about it.
"""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import cast

import quart_auth
from quart import Quart, g
from quart_auth import AuthUser, QuartAuth, login_user, logout_user

from app.accounts import queries
from app.accounts.models import User
from app.db import connect

LIFETIME = timedelta(days=30)


class SessionUser(AuthUser):
    """Whoever sent the request, looked up once, and only where somebody asks."""

    _user: User | None = None
    _loaded = False

    @property
    async def is_authenticated(self) -> bool:
        if not self._loaded and self.auth_id is not None:
            async with connect() as connection:
                self._user = await queries.select_session_user(
                    connection, self.auth_id, datetime.now(UTC)
                )
            g.user_id = self._user and self._user.id  # for the log
        self._loaded = True
        return self._user is not None

    @property
    def user(self) -> User:
        """Only for a view with `@login_required`, which has looked."""
        if self._user is None:
            raise RuntimeError("Add @login_required to this view.")
        return self._user


current_user = cast("SessionUser", quart_auth.current_user)


def init_app(app: Quart) -> None:
    QuartAuth(app, duration=int(LIFETIME.total_seconds()), user_class=SessionUser)


async def start_session(user: User) -> None:
    """Log the user in, in a session of its own that no earlier cookie can name."""
    session_id = f"{user.id}.{token_urlsafe(32)}"
    now = datetime.now(UTC)
    async with connect() as connection:
        await queries.insert_session(connection, session_id, user.id, now, now + LIFETIME)
    login_user(SessionUser(session_id), remember=True)


async def end_session() -> None:
    async with connect() as connection:
        await queries.delete_session(connection, current_user.auth_id or "")
    logout_user()


async def delete_account() -> None:
    """Delete the user with everything that belongs to them, and end this session."""
    async with connect() as connection:
        await queries.delete_user(connection, current_user.user.id)
    logout_user()


async def delete_expired() -> None:
    async with connect() as connection:
        await queries.delete_expired_sessions(connection, datetime.now(UTC))
