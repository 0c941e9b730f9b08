"""Times as pages show them: in the person's time zone, and in `datetime` for programs.

They are functions, because a macro of Jinja is imported again by each template that shows a time.
"""

from datetime import datetime

from markupsafe import Markup

from app.times import find_zone


def show_time(moment: datetime, zone: str) -> Markup:
    local = moment.astimezone(find_zone(zone))
    text = f"{local.day} {local:%b %Y, %H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(
        moment.isoformat(timespec="seconds"), text
    )


def show_day(moment: datetime, zone: str) -> Markup:
    local = moment.astimezone(find_zone(zone))
    return Markup('<time datetime="{}">{}</time>').format(
        local.date(), f"{local.day} {local:%B %Y}"
    )
