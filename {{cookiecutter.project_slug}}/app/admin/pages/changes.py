"""The pages on which admins change an account. Each asks first, with and without JavaScript."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from quart import flash, redirect, render_template, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.accounts.factors import list_factors
from app.accounts.models import User
from app.accounts.sessions import admin_required
from app.admin import people
from app.admin.models import UserChange
from app.admin.pages import blueprint
from app.admin.pages.people import read_list_query


class Change(NamedTuple):
    """A change to an account: its button, what it leads to, and what to say afterwards."""

    label: str
    consequences: str
    outcome: str
    apply: Callable[[str], Awaitable[User]]


CHANGES = {
    "disable": Change(
        "Disable the account",
        "They are logged out everywhere immediately, and can no longer log in. None of their data"
        " is deleted. We will tell them by email.",
        "The account is disabled and logged out everywhere.",
        partial(people.change_user, change=UserChange(disabled=True)),
    ),
    "enable": Change(
        "Enable the account",
        "They can log in again as before. We will tell them by email.",
        "They can log in again.",
        partial(people.change_user, change=UserChange(disabled=False)),
    ),
    "make-admin": Change(
        "Make them an admin",
        "They can do everything that you can do here, including disabling your account. We will"
        " tell them by email.",
        "They are now an admin.",
        partial(people.change_user, change=UserChange(role="admin")),
    ),
    "make-user": Change(
        "Make them a user",
        "They can no longer see these pages. We will tell them by email.",
        "They are no longer an admin.",
        partial(people.change_user, change=UserChange(role="user")),
    ),
}


@blueprint.context_processor
async def add_changes() -> dict[str, Any]:
    return {"changes": list_changes()}


def list_changes() -> dict[str, Change]:
    """Return every change by its name, with one for each factor that a person may have lost."""
    removals = {
        f"remove-{name}": Change(
            f"Remove {factor.label}",
            "They log in without it from now on. They are logged out everywhere, and we will tell"
            " them by email. Do this if they have lost it.",
            f"They log in without {factor.label} from now on.",
            partial(people.remove_factor, name=name),
        )
        for name, factor in list_factors().items()
    }
    return CHANGES | removals


@blueprint.get("/people/<uuid:user_id>/<name>")
@admin_required
async def ask_for_change(user_id: UUID, name: str) -> str:
    change = find_change(name)
    person = await people.find_person(str(user_id))
    return await render_template("admin/ask.html", person=person, change=change, name=name)


@blueprint.post("/people/<uuid:user_id>/<name>")
@admin_required
async def change_person(user_id: UUID, name: str) -> ResponseReturnValue:
    change = find_change(name)
    person = await change.apply(str(user_id))
    await flash(f"{person.email}: {change.outcome}", "done")
    anchor = f"person-{person.id}"
    url = url_for("admin_pages.list_people", **read_list_query(), _anchor=anchor)
    return redirect(url, 303)


def find_change(name: str) -> Change:
    try:
        return list_changes()[name]
    except KeyError:
        raise NotFound("This change does not exist.") from None
