"""The page that lists people, for admins."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from quart import Response, request
from werkzeug.exceptions import UnprocessableEntity

from app.accounts.pages.activity import render_activity
from app.accounts.sessions import admin_required, current_user
from app.admin import people
from app.admin.models import UserQuery
from app.admin.numbers import read_numbers
from app.admin.pages import blueprint
from app.pages.rendering import is_for_part, render_part

BAD_ADDRESS = "This address is not valid. Open the list of people again."
QUERY_NAMES = ("search", "role", "disabled", "cursor")


@blueprint.context_processor
async def add_list_query() -> dict[str, Any]:
    return {"list_query": read_list_query()}


def read_list_query() -> dict[str, Any]:
    """Return the search, the filters and the page of the list that the admin is looking at.

    Every link and form carries them in its address, so that admins return to the same list.
    """
    return {name: request.args[name] for name in QUERY_NAMES if request.args.get(name)}


@blueprint.get("")
@admin_required
async def list_people() -> Response:
    try:
        query = UserQuery.model_validate(read_list_query())
    except ValidationError as error:
        raise UnprocessableEntity(BAD_ADDRESS) from error
    return await render_part(
        "admin/people.html",
        "admin/_people.html",
        people=await people.list_people(query),
        numbers=None if is_for_part() else await read_numbers(),
        zone=current_user.user.time_zone,
    )


@blueprint.get("/people/<uuid:user_id>/activity")
@admin_required
async def show_activity(user_id: UUID) -> Response:
    person = await people.find_person(str(user_id))
    return await render_activity("admin/activity.html", person.id, shows_actors=True, person=person)
