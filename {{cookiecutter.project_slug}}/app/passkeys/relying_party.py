"""For whom a passkey is: WebAuthn binds each to one host name and one origin."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from quart import current_app, request
from werkzeug.exceptions import BadRequest

from app.config import Settings


class RelyingParty(NamedTuple):
    id: str
    origin: str


def find_relying_party() -> RelyingParty:
    """The one of ours that the request's page is on; a program that is no browser gets the first.

    Raises `BadRequest` for any other, and for an IP address, which WebAuthn refuses.
    """
    parties = list_relying_parties()
    origin = request.headers.get("Origin", current_app.config["SETTINGS"].base_url)
    for party in parties:
        if party.origin == origin:
            return party
    place = f"open {parties[0].origin}" if parties else "set BASE_URL to one"
    raise BadRequest(f"Passkeys need the host name of this app: {place}.")


def list_relying_parties() -> list[RelyingParty]:
    settings: Settings = current_app.config["SETTINGS"]
    origins = [settings.base_url]
    if not settings.is_production:
        origins.append(f"http://localhost:{settings.port}")
    hosts = [(urlsplit(origin).hostname or "", origin) for origin in origins]
    return [RelyingParty(host, origin) for host, origin in hosts if not is_ip_address(host)]


def is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
