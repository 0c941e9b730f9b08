"""The log of security events: each login, and each change to how people log in."""

import logging
from typing import Any

from quart import has_request_context, request

logger = logging.getLogger(__name__)


def log_security_event(event: str, outcome: str, account: str, **more: Any) -> None:
    """Log an event with the address that the request came from.

    `account` is an email address, or empty if the request does not tell. Pass no secrets.
    """
    fields = {
        "event": event,
        "outcome": outcome,
        "account": account,
        "address": (request.remote_addr or "") if has_request_context() else "command",
        **more,
    }
    details = " ".join(f"{name}={value!r}" for name, value in fields.items())
    logger.info("Security: %s", details, extra=fields)
