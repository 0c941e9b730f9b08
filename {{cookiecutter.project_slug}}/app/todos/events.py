"""The events that tell a person's open pages that their todos have changed."""

import re

from quart import current_app, request

from app.accounts.sessions import current_user


def name_topic() -> str:
    return f"todos:{current_user.user.id}"


async def publish_change(is_shown: bool = True) -> None:
    """Publish that the person's todos have changed, and in which tab if that shows it already.

    That tab ignores the event.
    """
    tab = request.headers.get("X-Tab", "") if is_shown else ""
    event = tab if re.fullmatch(r"[a-z0-9]{1,32}", tab) else "changed"
    await current_app.extensions["LIVE"].publish_event(name_topic(), event)
