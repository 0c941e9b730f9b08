"""The page of people: who has an account, and what they may do."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from quart import Response, redirect, request, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import UnprocessableEntity

from app.accounts.sessions import admin_required, current_user
from app.admin import people
from app.admin.models import UserChange, UserQuery
from app.admin.pages import blueprint
from app.pages.rendering import is_for_part, render_part

# What the buttons do, and what is said of it then.
CHANGES = {
    "disable": (UserChange(disabled=True), "is disabled and logged out everywhere."),
    "enable": (UserChange(disabled=False), "can log in again."),
    "make-admin": (UserChange(role="admin"), "is now an admin."),
    "make-user": (UserChange(role="user"), "is no longer an admin."),
}


@blueprint.context_processor
async def add_place() -> dict[str, Any]:
    return {"place": find_place()}


def find_place() -> dict[str, Any]:
    """Which part of the list the admin looks at. Each link and form has it in its address."""
    return {name: request.args[name] for name in ("search", "cursor") if request.args.get(name)}


@blueprint.get("")
@admin_required
async def list_people() -> Response:
    try:
        query = UserQuery.model_validate(find_place())
    except ValidationError as error:
        raise UnprocessableEntity("No part of the list has this address.") from error
    return await render_part(
        "admin/people.html",
        "admin/_people.html",
        people=await people.list_people(query),
        zone=current_user.user.time_zone,
    )


@blueprint.post("/people/<uuid:user_id>")
@admin_required
async def change_person(user_id: UUID) -> ResponseReturnValue:
    change, words = CHANGES.get((await request.form).get("change", ""), (None, ""))
    if change is None:
        raise UnprocessableEntity("There is no such change.")
    person = await people.change_user(str(user_id), change)
    if not is_for_part():
        place = {**find_place(), "_anchor": f"person-{person.id}"}
        return redirect(url_for("admin_pages.list_people", **place), 303)
    return await render_part(
        *("admin/_changed.html", "admin/_changed.html"),
        person=person,
        zone=current_user.user.time_zone,
        words=words,
        focus=True,
    )
