"""Times as pages show them: in the person's time zone, and in `datetime` for programs.

They are functions, because a macro of Jinja is imported again by each template that shows a time.
"""

from datetime import datetime

from markupsafe import Markup

from app.times import find_zone


def show_time(moment: datetime, zone: str) -> Markup:
    local = moment.astimezone(find_zone(zone))
    # There is nothing to escape in these numbers and names of months, and a list has many of them.
    return Markup(  # noqa: S704
        f'<time datetime="{moment.isoformat(timespec="seconds")}">'
        f"{local.day} {local:%b %Y, %H:%M}</time>"
    )


def show_day(moment: datetime, zone: str) -> Markup:
    local = moment.astimezone(find_zone(zone))
    return Markup('<time datetime="{}">{}</time>').format(
        local.date(), f"{local.day} {local:%B %Y}"
    )
