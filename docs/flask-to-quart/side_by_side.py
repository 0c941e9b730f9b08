"""Serve both applications as one: `hypercorn side_by_side:app`."""

from typing import Any

from a2wsgi import WSGIMiddleware
from flask import abort, request
from flask_app import create_app as create_flask_app
from quart import session
from quart_app import create_app as create_quart_app
from quart_app.cross_site import is_cross_site
from quart_auth import AuthUser, QuartAuth

# The first part of each path that Quart serves by now.
MOVED = {"notes"}


class FlaskLogin(QuartAuth):
    """The person whom Flask-Login knows. Both read one session, as they share SECRET_KEY."""

    def resolve_user(self) -> AuthUser:
        return AuthUser(session.get("_user_id"))


flask_app = create_flask_app()
# A form on a page of Quart's cannot have a token of Flask-WTF's, so both check the origin.
flask_app.config["WTF_CSRF_ENABLED"] = False


@flask_app.before_request
def refuse_cross_site_request() -> None:
    if is_cross_site(request.method, request.headers):
        abort(403)


flask = WSGIMiddleware(flask_app)
quart = create_quart_app(FlaskLogin)


async def app(scope: Any, receive: Any, send: Any) -> None:
    has_moved = scope["type"] != "http" or scope["path"].split("/")[1] in MOVED
    await (quart if has_moved else flask)(scope, receive, send)
