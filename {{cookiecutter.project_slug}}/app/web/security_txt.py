"""The file `security.txt` (RFC 9116), which says where to report a vulnerability."""

from datetime import UTC, datetime, time, timedelta

from quart import Blueprint, Quart, Response, current_app

from app.config import Settings
from app.web.security import public

# RFC 9116 requires a date, and recommends less than a year.
VALID_FOR = timedelta(days=180)

blueprint = Blueprint("security_txt", __name__)


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.security_contact:
        app.register_blueprint(blueprint)


@blueprint.get("/.well-known/security.txt")
@public
async def show_contact() -> Response:
    settings: Settings = current_app.config["SETTINGS"]
    expires = datetime.combine(datetime.now(UTC) + VALID_FOR, time(), UTC)
    text = f"""\
Contact: {settings.security_contact}
Expires: {expires:%Y-%m-%dT%H:%M:%SZ}
Canonical: {settings.base_url}/.well-known/security.txt
"""
    return Response(text, content_type="text/plain; charset=utf-8")
