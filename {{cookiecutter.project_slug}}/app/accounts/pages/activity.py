"""The page of your activity. Admins see the same list of another person."""

import asyncio
from typing import Any

from pydantic import ValidationError
from quart import Response, request
from quart_auth import login_required
from werkzeug.exceptions import UnprocessableEntity

from app.accounts.activity import list_activity
from app.accounts.models import Activity, ActivityQuery
from app.accounts.pages import blueprint
from app.accounts.sessions import current_user, describe_device
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
        devices=await asyncio.to_thread(describe_devices, activity),
        zone=current_user.user.time_zone,
        **context,
    )


def describe_devices(activity: Activity) -> dict[str, str]:
    """Return the name of each device by its user agent."""
    user_agents = {event.user_agent for event in activity.items if event.user_agent}
    return {user_agent: describe_device(user_agent) for user_agent in user_agents}
