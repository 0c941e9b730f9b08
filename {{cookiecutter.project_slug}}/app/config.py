"""Every setting, read once from the environment and `.env`, typed, and refused when unsafe."""

import os
import re
from email.utils import getaddresses
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, Field, SecretStr, ValidationError, ValidationInfo, field_validator

PROJECT_FOLDER = Path(__file__).parent.parent
RANDOM_COMMAND = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


class Settings(BaseModel, frozen=True, validate_default=True):
    """One field per variable; `.env.example` explains each to the person who sets it.

    What may hold a password is left out of its representation, and so out of traces and logs.
    """

    # First, because the checks below ask whether this is production.
    app_env: Literal["development", "test", "production"] = "development"
    app_name: str = Field(default="App", min_length=1)
    secret_key: SecretStr = SecretStr("")
    secret_key_fallbacks: list[str] = Field(default=[], repr=False)
    port: int = Field(default=8000, ge=1, le=65535)
    base_url: str = ""
    database_url: str = Field(default="", repr=False)
    redis_url: str = Field(default="", repr=False)
    smtp_url: str = Field(default="", repr=False)
    mail_from: str = ""
    trusted_hops: int = Field(default=0, ge=0, le=10)
    cors_origins: list[str] = []
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def is_production(self) -> bool:
        return self.app_env == "production"

    @field_validator("secret_key_fallbacks", "cors_origins", mode="before")
    @classmethod
    def split_commas(cls, value: str | list[str]) -> list[str]:
        if isinstance(value, list):
            return value
        return [part.strip() for part in value.split(",") if part.strip()]

    @field_validator("secret_key")
    @classmethod
    def refuse_weak_secret(cls, value: SecretStr) -> SecretStr:
        check_secret(value.get_secret_value())
        return value

    @field_validator("secret_key_fallbacks")
    @classmethod
    def refuse_weak_fallbacks(cls, values: list[str]) -> list[str]:
        for value in values:
            check_secret(value)
        return values

    @field_validator("base_url")
    @classmethod
    def require_https(cls, value: str, info: ValidationInfo) -> str:
        if not value and not in_production(info):
            return f"http://127.0.0.1:{info.data.get('port', 8000)}"
        check_origin(value.rstrip("/"), info)
        return value.rstrip("/")

    @field_validator("cors_origins")
    @classmethod
    def require_origins(cls, values: list[str], info: ValidationInfo) -> list[str]:
        for value in values:
            check_origin(value, info)
        return values

    @field_validator("database_url")
    @classmethod
    def locate_database(cls, value: str, info: ValidationInfo) -> str:
        """Read a relative SQLite path from the project's folder, wherever the command is run."""
        if not value:
            if in_production(info):
                raise ValueError("set it: a default file is lost with the container it lies in")
            value = "sqlite:///app.db"
        url = split_url(value)
        if url.scheme in {"postgresql", "postgres"} and len(url.path) > 1:
            return value
        if url.scheme == "sqlite" and len(url.path) > 1 and not url.netloc + url.query:
            return locate_file(url.path[1:])
        raise ValueError("use postgresql://user:password@host/name, or sqlite:///file.db")

    @field_validator("redis_url")
    @classmethod
    def require_redis_url(cls, value: str) -> str:
        url = split_url(value)
        has_host = url.scheme in {"redis", "rediss"} and url.hostname
        if value and not (has_host or url.scheme == "unix"):
            raise ValueError("use redis://host:6379/0, or rediss:// for TLS")
        return value

    @field_validator("smtp_url")
    @classmethod
    def require_smtp_url(cls, value: str) -> str:
        url = split_url(value)
        if value and not (url.scheme in {"smtp", "smtps"} and url.hostname):
            raise ValueError("use smtp://user:password@host:587, or smtps:// for TLS at once")
        return value

    @field_validator("mail_from")
    @classmethod
    def require_sender(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("smtp_url"):
            raise ValueError("set the address that mail is sent from, as SMTP_URL is set")
        if value and not is_sender(value):
            raise ValueError("use an address: noreply@example.com, or My App <noreply@example.com>")
        return value


def locate_file(path: str) -> str:
    file = str(PROJECT_FOLDER / path)
    if found := set(file) & set("#?%"):
        # quart-db and SQLAlchemy would each open another file.
        raise ValueError(f"leave {' and '.join(found)} out of the path of the file: {file}")
    return f"sqlite:///{file}"


def in_production(info: ValidationInfo) -> bool:
    return info.data.get("app_env") == "production"


def split_url(value: str) -> SplitResult:
    """Refuse what is no URL without showing it: a part of the password may stand for the port."""
    try:
        url = urlsplit(value)
        is_cut = "@" in url.path + url.query + url.fragment and url.scheme != "sqlite"
        # PostgreSQL may have several hosts, each with a port.
        hosts = url.netloc.rpartition("@")[2].split(",")
        is_readable = not is_cut and 0 not in [urlsplit(f"//{host}").port for host in hosts]
    except ValueError:
        is_readable = False
    if not is_readable:
        raise ValueError("give the port as a number; in a password / ? # @ are %2F %3F %23 %40")
    return url


def is_sender(value: str) -> bool:
    addresses = [address for _, address in getaddresses([value])]
    is_one = len(addresses) == 1 and re.fullmatch(r"[^@\s]+@[^@\s]+", addresses[0])
    is_group = re.match(r'[^"<]*:', value)
    return bool(is_one and not is_group) and value.isprintable()


def check_secret(value: str) -> None:
    # Also turns away a long "changemechangeme…".
    if len(value) < 32 or len(set(value)) < 10:
        raise ValueError(f"use at least 32 random characters, as printed by: {RANDOM_COMMAND}")


def check_origin(value: str, info: ValidationInfo) -> None:
    url = split_url(value)
    is_host = re.fullmatch(r"[a-z0-9.:-]+", url.hostname or "")
    is_origin = is_host and value == f"{url.scheme}://{url.netloc}"
    if url.scheme not in {"http", "https"} or not is_origin:
        raise ValueError("use a scheme and a host alone, as in https://example.com")
    if in_production(info) and url.scheme != "https":
        raise ValueError("use https:// in production")


def load_settings() -> Settings:
    """Read the environment, and `.env` for what is not set there.

    Ends the process with every problem at once; the values are not shown, as they may be secret.
    """
    # Without interpolation, so that a "$" in a password or a name stays a "$".
    variables = dotenv_values(PROJECT_FOLDER / ".env", interpolate=False) | os.environ
    given = {name: variables.get(name.upper()) for name in Settings.model_fields}
    try:
        return Settings.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        problems = [
            f"  {str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        title = "Correct these settings in .env or the environment:"
        raise SystemExit("\n".join([title, *problems])) from None
