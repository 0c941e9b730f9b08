"""The page of your profile picture, in the settings."""

from datetime import timedelta

from quart import Blueprint, Quart, current_app, flash, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from werkzeug.exceptions import UnprocessableEntity, UnsupportedMediaType

from app.accounts.sessions import current_user
from app.pages import add_link
from app.pages.rendering import render_form
from app.uploads import files
from app.uploads.api import MAX_SIZE, PICTURE, store_picture
from app.uploads.pictures import TYPES
from app.web.bodies import MB, body_limit

# The field around the picture.
OF_THE_FORM = MB // 64

blueprint = Blueprint("uploads_pages", __name__, template_folder="templates")


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)
    add_link(
        *(app, "Picture", "uploads_pages.show_picture", "settings"),
        is_shown=lambda: bool(current_app.extensions["STORAGE_URL"]),
    )


@blueprint.get("/account/picture")
@login_required
async def show_picture() -> ResponseReturnValue:
    return await render_picture()


@blueprint.post("/account/picture")
@login_required
@rate_limit(10, timedelta(minutes=1))
@body_limit(MAX_SIZE + OF_THE_FORM)
async def replace_picture() -> ResponseReturnValue:
    file = (await request.files).get("picture")
    content = file.read() if file else b""
    if not content:
        return await render_picture({"picture": "Choose a picture first."})
    try:
        await store_picture(content)
    except (UnprocessableEntity, UnsupportedMediaType) as error:
        return await render_picture({"picture": str(error.description)})
    await flash("Your picture was saved.", "done")
    return redirect(url_for("uploads_pages.show_picture"), 303)


@blueprint.post("/account/picture/delete")
@login_required
async def delete_picture() -> ResponseReturnValue:
    await files.delete_upload(current_user.user.id, PICTURE)
    await flash("Your picture was deleted.", "done")
    return redirect(url_for("uploads_pages.show_picture"), 303)


async def render_picture(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    upload = await files.find_upload(current_user.user.id, PICTURE)
    return await render_form(
        "uploads/picture.html", errors, upload=upload, types=TYPES, megabytes=MAX_SIZE // MB
    )
