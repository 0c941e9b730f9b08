"""The page that lists people, for admins to make changes to their accounts."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from quart import Response, redirect, request, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import UnprocessableEntity

from app.accounts.factors import list_factors
from app.accounts.sessions import admin_required, current_user
from app.admin import people
from app.admin.models import UserChange, UserQuery
from app.admin.pages import blueprint
from app.pages.rendering import is_for_part, render_part

BAD_ADDRESS = "This address is not valid. Open the list of people again."

# The change that each button makes, and the words that follow the email address afterwards.
CHANGES = {
    "disable": (UserChange(disabled=True), "is disabled and logged out everywhere."),
    "enable": (UserChange(disabled=False), "can log in again."),
    "make-admin": (UserChange(role="admin"), "is now an admin."),
    "make-user": (UserChange(role="user"), "is no longer an admin."),
}


@blueprint.context_processor
async def add_list_query() -> dict[str, Any]:
    return {"list_query": read_list_query(), "factors": list_factors()}


def read_list_query() -> dict[str, Any]:
    """Return the search and the page of the list that the admin is looking at.

    Every link and form carries them in its address, so that admins return to the same list.
    """
    return {name: request.args[name] for name in ("search", "cursor") if request.args.get(name)}


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
        zone=current_user.user.time_zone,
    )


@blueprint.post("/people/<uuid:user_id>")
@admin_required
async def change_person(user_id: UUID) -> ResponseReturnValue:
    name = (await request.form).get("change", "")
    factor = name.removeprefix("remove-")
    if name in CHANGES:
        change, outcome = CHANGES[name]
        person = await people.change_user(str(user_id), change)
    elif factor != name and factor in list_factors():
        person = await people.remove_factor(str(user_id), factor)
        outcome = f"logs in without {list_factors()[factor].label} from now on."
    else:
        raise UnprocessableEntity("This change does not exist.")
    if not is_for_part():
        anchor = f"person-{person.id}"
        url = url_for("admin_pages.list_people", **read_list_query(), _anchor=anchor)
        return redirect(url, 303)
    return await render_part(
        *("admin/_changed.html", "admin/_changed.html"),
        person=person,
        zone=current_user.user.time_zone,
        outcome=outcome,
        focus=True,
    )
