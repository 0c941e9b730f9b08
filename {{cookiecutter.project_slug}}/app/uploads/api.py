"""The JSON API of files: your profile picture."""

from datetime import timedelta

from msgspec import Struct
from quart import Blueprint, Response, current_app, request
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import document_response, tag_blueprint, validate_response
from werkzeug.exceptions import NotFound

from app.accounts.sessions import current_user
from app.uploads import files
from app.uploads.pictures import STORED_TYPE, TYPES, make_square
from app.uploads.sending import send_upload
from app.web.bodies import MB, body_limit
from app.web.errors import Problem
from app.web.openapi import sends_file, takes_file

blueprint = Blueprint("uploads_api", __name__, url_prefix="/api")
tag_blueprint(blueprint, ["Files"])

PICTURE = "picture"
MAX_SIZE = 5 * MB
NO_PICTURE = "You have no profile picture."


class PictureState(Struct):
    """Your profile picture: its `id`, which changes with it, or null if you have none.

    `can_be_stored` is false if this app has no place for files.
    """

    id: str | None
    can_be_stored: bool


@blueprint.get("/users/me/picture/state")
@login_required
@validate_response(PictureState)
async def show_picture_state() -> PictureState:
    """Show whether you have a profile picture, and whether you can set one."""
    upload = await files.find_upload(current_user.user.id, PICTURE)
    return PictureState(upload.id if upload else None, bool(current_app.extensions["STORAGE_URL"]))


@blueprint.put("/users/me/picture")
@login_required
@rate_limit(10, timedelta(minutes=1))
@body_limit(MAX_SIZE)
@takes_file(*TYPES)
async def replace_picture() -> tuple[str, int]:
    """Set your profile picture: JPEG, PNG or WebP of at most 5 MB, sent as the body.

    We keep the middle of it as a square of 256 pixels, in WebP, without metadata.
    """
    await store_picture(await request.get_data(cache=True, as_text=False, parse_form_data=False))
    return "", 204


@blueprint.get("/users/me/picture")
@login_required
@sends_file(STORED_TYPE)
async def show_picture() -> Response:
    """Return your profile picture. Only you can see it."""
    upload = await files.find_upload(current_user.user.id, PICTURE)
    if upload is None:
        raise NotFound(NO_PICTURE)
    return await send_upload(upload, "picture.webp")


@blueprint.delete("/users/me/picture")
@login_required
@document_response(Problem, 404)
async def delete_picture() -> tuple[str, int]:
    """Delete your profile picture."""
    if not await files.delete_upload(current_user.user.id, PICTURE):
        raise NotFound(NO_PICTURE)
    return "", 204


async def store_picture(content: bytes) -> None:
    square = await make_square(content)
    await files.replace_upload(current_user.user.id, PICTURE, STORED_TYPE, square)
