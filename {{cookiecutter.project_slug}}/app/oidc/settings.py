"""The settings of OpenID Connect: lists of the same length, with an entry for each provider."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from quart import Quart, current_app
from werkzeug.exceptions import NotFound

from app.config import Settings, read_settings
from app.web.hosts import is_local_host


class Provider(NamedTuple):
    """A provider, and this app's account as its client. `id` is part of addresses."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str


class OidcSettings(BaseModel, frozen=True, validate_default=True):
    """The variables, as `.env.example` explains them."""

    oidc_issuer: list[str] = []
    oidc_client_id: list[str] = []
    oidc_client_secret: list[str] = Field(default=[], repr=False)
    oidc_name: list[str] = []

    @field_validator("*", mode="before")
    @classmethod
    def split_list(cls, value: str | list[str]) -> list[str]:
        return value if isinstance(value, list) else [part.strip() for part in value.split(",")]

    @field_validator("oidc_issuer")
    @classmethod
    def check_issuers(cls, values: list[str]) -> list[str]:
        for value in values:
            if not is_safe_url(value) or "?" in value or "#" in value:
                raise ValueError("use the https:// address of a provider, without ? and #")
        return values

    @field_validator("oidc_client_id", "oidc_client_secret", "oidc_name")
    @classmethod
    def check_length(cls, values: list[str], info: ValidationInfo) -> list[str]:
        issuers = info.data.get("oidc_issuer")
        if issuers is not None and (len(values) != len(issuers) or "" in values):
            raise ValueError("give one for each address in OIDC_ISSUER, separated by commas")
        return values

    @field_validator("oidc_name")
    @classmethod
    def check_names(cls, values: list[str]) -> list[str]:
        ids = [make_id(value) for value in values]
        if "" in ids or len(set(ids)) < len(ids):
            raise ValueError("use names with letters, and a different one for each provider")
        return values


def make_id(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def is_safe_url(value: str) -> bool:
    """Return whether nobody on the way can read or change what is sent to this address."""
    try:
        url = urlsplit(value)
    except ValueError:
        return False
    is_local = url.scheme == "http" and is_local_host(url.hostname or "")
    return bool(url.hostname) and (url.scheme == "https" or is_local)


def read_providers(app: Quart) -> dict[str, Provider]:
    """Return the providers by their ids. In production, every one needs https."""
    found = read_settings(app, OidcSettings)
    settings: Settings = app.config["SETTINGS"]
    if settings.is_production and any(url.startswith("http:") for url in found.oidc_issuer):
        raise SystemExit("Correct OIDC_ISSUER: use https:// in production.")
    ids = [make_id(name) for name in found.oidc_name]
    lists = (found.oidc_name, found.oidc_issuer, found.oidc_client_id, found.oidc_client_secret)
    return {entry[0]: Provider(*entry) for entry in zip(ids, *lists, strict=True)}


def list_providers() -> list[Provider]:
    return list(current_app.extensions["OIDC_PROVIDERS"].values())


def require_provider(provider_id: str) -> Provider:
    found: Provider | None = current_app.extensions["OIDC_PROVIDERS"].get(provider_id)
    if found is None:
        raise NotFound("There is no such provider.")
    return found


def name_issuer(issuer: str) -> str:
    """Return the name of the provider, or its address if it is no longer among the settings."""
    names = {each.issuer.rstrip("/"): each.name for each in list_providers()}
    return names.get(issuer.rstrip("/"), issuer)
