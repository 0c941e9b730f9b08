"""The host name and origin for which a passkey is valid. WebAuthn calls them the relying party."""

from typing import NamedTuple
from urllib.parse import urlsplit

from quart import current_app, request
from werkzeug.exceptions import BadRequest

from app.config import Settings
from app.web.hosts import is_address


class RelyingParty(NamedTuple):
    """The host name (`id`) and the origin to which a passkey is bound."""

    id: str
    origin: str


def require_relying_party() -> RelyingParty:
    """Return the relying party of the page that sent the request.

    A program that sends no `Origin` gets the first. Raise `BadRequest` if passkeys do not work at
    the origin of the page, such as an IP address, which WebAuthn refuses.
    """
    parties = list_relying_parties()
    origin = request.headers.get("Origin", current_app.config["SETTINGS"].base_url)
    for party in parties:
        if party.origin == origin:
            return party
    where = f"open {parties[0].origin}" if parties else "set BASE_URL to one"
    raise BadRequest(f"Passkeys need the host name of this app: {where}.")


def list_relying_parties() -> list[RelyingParty]:
    settings: Settings = current_app.config["SETTINGS"]
    origins = [settings.base_url]
    if not settings.is_production:
        origins.append(f"http://localhost:{settings.port}")
    hosts = [(urlsplit(origin).hostname or "", origin) for origin in origins]
    return [RelyingParty(host, origin) for host, origin in hosts if not is_address(host)]
