"""Names and headers of mails: the sender, this server, and texts that arrive as they were typed."""

import re
from email.header import Header
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UniqueAddressHeader,
    UniqueUnstructuredHeader,
)
from email.policy import SMTP, Policy
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from email_validator import validate_email

from app.web.hosts import LABEL

# A host, such as the domain of a sender.
HOST_NAME = re.compile(rf"{LABEL}(\.{LABEL})*", re.IGNORECASE)
SENDER = re.compile(r'"?(?P<name>[^<>@]*?)"?\s*<(?P<address>[^<>\s]+)>')


def parse_sender(value: str) -> Address:
    """Return the name and the address of `My App <noreply@example.com>`, or of an address alone.

    The domain is returned in ASCII. Raise `ValueError` for other letters before the @, because many
    servers do not take mail from such an address.
    """
    if not value.isprintable():
        raise ValueError("A sender is one line.")
    parts = SENDER.fullmatch(value)
    address = parts["address"] if parts else value
    username, _, domain = address.rpartition("@")
    # The library refuses names of internal networks, such as localhost.
    checked = f"{username}@example.com" if HOST_NAME.fullmatch(domain) else address
    found = validate_email(checked, check_deliverability=False, allow_smtputf8=False)
    domain = domain if checked != address else str(found.ascii_domain)
    return Address(parts["name"].strip() if parts else "", username, domain)


def require_sender(value: str) -> str:
    try:
        parse_sender(value)
    except ValueError as error:
        fix = "use noreply@example.com, or My App <noreply@example.com>"
        raise ValueError(f"{fix}. {error}") from error
    return value


def require_own_name(value: str) -> str:
    """Return the name of this server, which is a host or an IP address in brackets."""
    if not HOST_NAME.fullmatch(value) and not re.fullmatch(r"\[(IPv6:)?[0-9a-fA-F.:]+\]", value):
        raise ValueError("use a host name, such as app.example.com")
    return value


def find_own_name(base_url: str) -> str:
    """Return the host of `base_url` as mail servers write it: an IP address in brackets."""
    host = urlsplit(base_url).hostname or "localhost"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


class SubjectHeader(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]
    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        super().parse(value, kwds)
        kwds["decoded"] = value  # Otherwise a text that looks encoded would be decoded.

    def fold(self, *, policy: Policy) -> str:
        text = str(self) if is_plain(self) else encode_text(self, self.name, policy)
        return f"{self.name}: {text}{policy.linesep}"


class FromHeader(UniqueAddressHeader, BaseHeader):  # type: ignore[misc]
    def fold(self, *, policy: Policy) -> str:
        (sender,) = self.addresses
        if is_plain(sender.display_name):
            return super().fold(policy=policy)
        name = encode_text(sender.display_name, self.name, policy)
        return f"{self.name}: {name} <{sender.addr_spec}>{policy.linesep}"


def is_plain(text: str) -> bool:
    """Return whether a header can hold `text` on one line, without encoding it."""
    return text.isascii() and "=?" not in text and len(text) <= 60


def encode_text(text: str, header: str, policy: Policy) -> str:
    return Header(text, "utf-8", header_name=header).encode(linesep=policy.linesep)


# If the standard library folds these two headers, spaces are lost or added.
HEADERS = HeaderRegistry()
HEADERS.map_to_type("subject", SubjectHeader)
HEADERS.map_to_type("from", FromHeader)
POLICY = SMTP.clone(header_factory=HEADERS)
