"""The time zones that people live in."""

import logging
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

logger = logging.getLogger(__name__)


def find_zone(name: str) -> tzinfo:
    """UTC for a name that is not known, or not any more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        logger.warning("There is no time zone %r", name)
        return UTC
