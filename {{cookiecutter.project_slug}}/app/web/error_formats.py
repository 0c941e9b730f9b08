"""Error formats: a blueprint can answer its errors in another body than problem details.

Clients may expect one that they cannot change: an app in a store, a partner, a published contract.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from quart import Blueprint, Quart, current_app, has_request_context, request

if TYPE_CHECKING:
    from app.web.errors import Problem


class ErrorFormat(NamedTuple):
    """The model of a body, a function that builds it from a problem, and its content type."""

    model: type[Struct]
    build: "Callable[[Problem], Struct]"
    content_type: str = "application/json"


def set_error_format(app: Quart, blueprint: Blueprint, form: ErrorFormat) -> None:
    """Answer every error below the `url_prefix` of a blueprint in this format.

    Call it in the `init_app` of a feature, whose views raise what all others raise. The OpenAPI
    document describes the errors of its routes with the model.
    """
    app.extensions.setdefault("ERROR_FORMATS", {})[blueprint.name] = form


def find_error_format(extensions: Mapping[str, Any], endpoint: str) -> ErrorFormat | None:
    """Return the format of the blueprint of a view, or None for problem details."""
    formats: dict[str, ErrorFormat] = extensions.get("ERROR_FORMATS", {})
    return formats.get(endpoint.rpartition(".")[0])


def find_format_of_request() -> ErrorFormat | None:
    # A WebSocket has no body.
    formats = current_app.extensions.get("ERROR_FORMATS")
    if not formats or not has_request_context():
        return None
    if request.endpoint is not None:
        return find_error_format(current_app.extensions, request.endpoint)
    # No view has this path, or none with this method. Its blueprint is the closest one.
    prefixes = {
        name: blueprint.url_prefix
        for name, blueprint in current_app.blueprints.items()
        if blueprint.url_prefix and f"{request.path}/".startswith(f"{blueprint.url_prefix}/")
    }
    closest = max(prefixes, key=lambda name: (len(prefixes[name]), name in formats), default="")
    found: ErrorFormat | None = formats.get(closest)
    return found
