"""The page of your activity. Admins see the same list of another person."""

from typing import Any

from pydantic import ValidationError
from quart import Response, request
from quart_auth import login_required
from werkzeug.exceptions import UnprocessableEntity

from app.accounts.activity import list_activity
from app.accounts.models import ActivityQuery
from app.accounts.pages import blueprint
from app.accounts.sessions import current_user
from app.pages.rendering import render_part


@blueprint.get("/account/activity")
@login_required
async def show_activity() -> Response:
    return await render_activity("accounts/activity.html", current_user.user.id)


async def render_activity(
    page: str, user_id: str, *, shows_actors: bool = False, **context: Any
) -> Response:
    """Render a page that includes `accounts/_activity.html`, or only the next part of the list."""
    try:
        query = ActivityQuery.model_validate({"cursor": request.args.get("cursor") or None})
    except ValidationError as error:
        raise UnprocessableEntity("This address is not valid. Open the page again.") from error
    activity = await list_activity(user_id, query.cursor, query.limit, shows_actors=shows_actors)
    return await render_part(
        page,
        "accounts/_activity.html",
        activity=activity,
        zone=current_user.user.time_zone,
        **context,
    )
