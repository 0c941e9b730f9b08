"""The JSON API of your own export."""

from datetime import timedelta

from quart import Blueprint, Response
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import document_response, hide, tag_blueprint, validate_response

from app.accounts.export import own_export
from app.accounts.export.own_export import ExportState, require_export
from app.accounts.export.writing import Export
from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user
from app.live.streams import stream_events
from app.web.errors import Problem
from app.web.schemes import session_only

blueprint = Blueprint("export_api", __name__, url_prefix="/api/users/me/export")
tag_blueprint(blueprint, ["Accounts"])
session_only(blueprint)


@blueprint.post("")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
@validate_response(ExportState, 202)
async def request_export() -> tuple[ExportState, int]:
    """Ask for an export of everything we store about you.

    It replaces the one before, and is kept for 7 days. We send you an email when it is ready. If
    one is being written already, that one goes on.
    """
    return await own_export.request_export(), 202


@blueprint.get("")
@login_required
@validate_response(ExportState)
@document_response(Problem, 404)
async def show_export() -> ExportState:
    """Show how far your export is."""
    return require_export(await own_export.show_export())


@blueprint.delete("")
@login_required
@document_response(Problem, 404)
async def delete_export() -> tuple[str, int]:
    """Delete your export, or cancel it if it is being written."""
    await own_export.delete_export()
    return "", 204


@blueprint.get("/file")
@fresh_login_required
@document_response(Export)
@document_response(Problem, 404)
async def download_export() -> Response:
    """Download your export. If the body is shorter than its `Content-Length`, ask for it again."""
    return await own_export.send_export()


@blueprint.get("/events")
@login_required
@rate_limit(30, timedelta(minutes=1))
@hide
async def stream_progress() -> Response:
    """Stream a server-sent event for each change of your export while it is being written."""
    topic = await own_export.name_own_topic()
    return await stream_events(topic, current_user.is_still_authenticated)
