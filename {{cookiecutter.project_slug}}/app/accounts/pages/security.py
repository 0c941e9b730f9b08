"""The security page: the sections that features add. Without any, there is no such page."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from quart import Quart, current_app, flash, render_template, request
from quart_auth import login_required

from app.accounts.sessions import current_user


class Section(NamedTuple):
    """A section of the page. `load` returns the dictionary that its template gets as `section`."""

    template: str
    load: Callable[[], Awaitable[dict[str, Any]]]
    notices: Mapping[str, str]


def add_security_section(
    app: Quart,
    template: str,
    load: Callable[[], Awaitable[dict[str, Any]]],
    notices: Mapping[str, str] | None = None,
) -> None:
    """Add a section to the page. The first one adds the page to the settings.

    Plug in from the `init_app` of a feature's pages:
    `add_security_section(app, "badges/_section.html", load_badges, NOTICES)`.

    A view shows a message with `flash`. A script cannot: it opens the page with the key of one of
    the notices, `changed=<its key>`.
    """
    sections = app.extensions.setdefault("SECURITY_SECTIONS", [])
    if not sections:
        app.add_url_rule("/account/security", "accounts_pages.show_security", show_security)
    sections.append(Section(template, load, notices or {}))


def has_sections() -> bool:
    return "SECURITY_SECTIONS" in current_app.extensions


@login_required
async def show_security() -> str:
    sections: list[Section] = current_app.extensions["SECURITY_SECTIONS"]
    changed = request.args.get("changed", "")
    notice = next((part.notices[changed] for part in sections if changed in part.notices), None)
    if notice:
        await flash(notice, "done")
    return await render_template(
        "accounts/security.html",
        user=current_user.user,
        zone=current_user.user.time_zone,
        sections=[(section.template, await section.load()) for section in sections],
    )
