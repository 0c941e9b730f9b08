"""Every route of an app, with an address to send a request to."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from quart import Quart
from werkzeug.routing import AnyConverter, BaseConverter, Rule, UUIDConverter
from werkzeug.routing.converters import NumberConverter

NOTHING = UUID("00000000-0000-4000-8000-000000000000")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Route(NamedTuple):
    """One method of one rule. That of a WebSocket is called so."""

    method: str
    rule: str


def list_rules(app: Quart) -> list[Rule]:
    """Return every rule except those of static files, which are for everyone."""
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]


def list_routes(rule: Rule) -> list[Route]:
    if rule.websocket:
        return [Route("WEBSOCKET", rule.rule)]
    methods = set(rule.methods or ()) - {"HEAD", "OPTIONS"}
    return [Route(method, rule.rule) for method in sorted(methods)]


def fill_in(rule: Rule) -> str:
    """Return the path of something that does not exist."""
    values = {name: find_value(converter) for name, converter in rule._converters.items()}
    built = rule.build(values)
    assert built is not None, f"{rule.rule} takes none of {values}"
    return built[1]


def find_value(converter: BaseConverter) -> object:
    match converter:
        case UUIDConverter():
            return NOTHING
        case NumberConverter():
            return converter.num_convert(converter.min or 0)
        case AnyConverter():
            return min(converter.items)
        case _:
            return "nothing"


def list_unsafe_requests(app: Quart) -> Iterator[tuple[str, str]]:
    """Yield the method and the path of each request that can change something by a cookie."""
    for rule in list_rules(app):
        # A blueprint with schemes of its own takes no cookie, so other sites may use it.
        if rule.endpoint.rpartition(".")[0] in app.extensions.get("SCHEMES", {}):
            continue
        for method in sorted((rule.methods or set()) - SAFE_METHODS):
            yield method, fill_in(rule)
