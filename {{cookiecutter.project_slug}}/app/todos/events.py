"""Tells a person's open pages that their todos have changed."""

import re

from quart import current_app, request

from app.accounts.sessions import current_user


def name_topic() -> str:
    return f"todos:{current_user.user.id}"


async def tell_of_change() -> None:
    """The event names the tab that made the change, which shows it already."""
    tab = request.headers.get("X-Tab", "")
    event = tab if re.fullmatch(r"[a-z0-9]{1,32}", tab) else "changed"
    await current_app.extensions["LIVE"].publish_event(name_topic(), event)
