"""Every setting: read from the environment and `.env`, typed, and refused when unsafe."""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator
from quart import Quart

from app.database_url import leave_out_driver, read_postgres_url, resolve_sqlite_url
from app.mail.headers import find_own_name, require_own_name, require_sender
from app.paths import REQUIRED_PATHS
from app.service_urls import REQUIRED_FORMS, parse_url
from app.variables import Model, read_model, read_variables
from app.web.hosts import is_address, require_host, require_known_host, require_origin

PROJECT_FOLDER = Path(__file__).parent.parent
RANDOM_COMMAND = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


class Settings(BaseModel, frozen=True, validate_default=True):
    """One field for each environment variable. `.env.example` explains them all.

    A field that may hold a password is not part of the `repr`, to keep it out of traces and logs.
    """

    # First, because the checks of other fields depend on it.
    app_env: Literal["development", "test", "production"] = "development"
    development_hosts: list[str] = []
    app_name: str = Field(default="App", min_length=1)
    app_description: str = Field(default="", max_length=1000)
    secret_key: SecretStr = SecretStr("")
    secret_key_fallbacks: list[str] = Field(default=[], repr=False)
    host: str = ""
    port: int = Field(default=8000, ge=1, le=65535)
    server: Literal["hypercorn", "uvicorn"] = "hypercorn"
    tls_certificate: str = ""
    tls_key: str = ""
    web_concurrency: int = Field(default=1, ge=1, le=64)
    max_waiting_requests: int = Field(default=100, ge=10, le=10_000)
    base_url: str = ""
    database_url: str = Field(default="", repr=False)
    redis_url: str = Field(default="", repr=False)
    smtp_url: str = Field(default="", repr=False)
    mail_from: str = ""
    ehlo_name: str = ""
    run_tasks: bool = True
    backup_folder: str = ""
    backup_keep: int = Field(default=14, ge=1, le=10_000)
    backup_url: str = Field(default="", repr=False)
    trusted_hops: int = Field(default=0, ge=0, le=10)
    cors_origins: list[str] = []
    hsts: Literal["host", "subdomains", "preload"] = "host"
    security_contact: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_token: SecretStr = SecretStr("")
    sentry_dsn: str = Field(default="", repr=False)
    sentry_traces_sample_rate: float = Field(default=0.0, ge=0, le=1)
    otel_exporter_otlp_endpoint: str = Field(default="", repr=False)
    # All of them, for features that have settings of their own: see `read_settings`.
    variables: dict[str, str] = Field(default={}, repr=False)

    @property
    def is_production(self) -> bool:
        return self.app_env == "production"

    @field_validator("app_env", "server", "hsts", "log_level", mode="before")
    @classmethod
    def ignore_case(cls, value: str, info: ValidationInfo) -> str:
        return value.upper() if info.field_name == "log_level" else value.lower()

    @field_validator("development_hosts", "secret_key_fallbacks", "cors_origins", mode="before")
    @classmethod
    def split_list(cls, value: str | list[str]) -> list[str]:
        if isinstance(value, list):
            return value
        return [part.strip() for part in value.split(",") if part.strip()]

    @field_validator("development_hosts")
    @classmethod
    def check_development_hosts(cls, values: list[str]) -> list[str]:
        return [require_host(value) for value in values]

    @field_validator("secret_key", "metrics_token")
    @classmethod
    def check_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.field_name == "secret_key" or value.get_secret_value():
            require_strong_secret(value.get_secret_value())
        return value

    @field_validator("secret_key_fallbacks")
    @classmethod
    def check_secret_key_fallbacks(cls, values: list[str]) -> list[str]:
        for value in values:
            require_strong_secret(value)
        return values

    @field_validator("host")
    @classmethod
    def check_host(cls, value: str) -> str:
        """Accept an address, a Unix socket as unix:/path, or nothing, for the default."""
        host = value.removeprefix("[").removesuffix("]")
        if not (host in {"", "localhost"} or is_address(host) or re.match(r"unix:/.*[^/]$", host)):
            raise ValueError("use an address of this machine, or a socket: unix:/run/app.sock")
        return host

    @field_validator("server")
    @classmethod
    def check_server(cls, value: str) -> str:
        if value == "uvicorn" and not (find_spec("uvicorn") and find_spec("httptools")):
            raise ValueError("install uvicorn: uv sync --inexact --no-dev --group uvicorn")
        return value

    @field_validator("web_concurrency")
    @classmethod
    def check_web_concurrency(cls, value: int) -> int:
        if value > 1 and not hasattr(os, "fork"):
            raise ValueError("set it to 1, because processes cannot share a port on Windows")
        return value

    @field_validator("base_url")
    @classmethod
    def check_base_url(cls, value: str, info: ValidationInfo) -> str:
        is_tls = bool(info.data.get("tls_key"))
        if not value and not is_for_production(info):
            return f"http{'s' * is_tls}://127.0.0.1:{info.data.get('port', 8000)}"
        origin = require_origin(value, is_for_production(info))
        if is_tls and origin.startswith("http:"):
            raise ValueError("use https://, because TLS_CERTIFICATE is set")
        if info.data.get("app_env") == "development":
            require_known_host(origin, info.data.get("development_hosts", []))
        return origin

    @field_validator("cors_origins")
    @classmethod
    def check_cors_origins(cls, values: list[str], info: ValidationInfo) -> list[str]:
        return [require_origin(value, is_for_production(info)) for value in values]

    @field_validator("database_url")
    @classmethod
    def locate_database(cls, value: str, info: ValidationInfo) -> str:
        """Resolve a relative SQLite path from the project's folder, not the current one.

        Refuse the options of a PostgreSQL address that `app/database_url.py` does not understand.
        """
        if not value:
            if is_for_production(info):
                raise ValueError("set it: the default file would be lost with its container")
            value = "sqlite:///app.db"
        value = leave_out_driver(value)
        if value.startswith("sqlite"):
            return resolve_sqlite_url(value, PROJECT_FOLDER)
        parse_url(value)
        if not re.match(r"postgres(ql)?://[^/]*/.", value):
            raise ValueError("use postgresql://user:password@host/name, or sqlite:///file.db")
        read_postgres_url(value)
        return value

    @field_validator(*REQUIRED_FORMS)
    @classmethod
    def check_address(cls, value: str, info: ValidationInfo) -> str:
        return value and REQUIRED_FORMS[str(info.field_name)](value)

    @field_validator("mail_from")
    @classmethod
    def check_mail_from(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("smtp_url"):
            raise ValueError("set the address that mail is sent from, because SMTP_URL is set")
        return value and require_sender(value)

    @field_validator("ehlo_name")
    @classmethod
    def check_ehlo_name(cls, value: str, info: ValidationInfo) -> str:
        return require_own_name(value or find_own_name(info.data.get("base_url", "")))

    @field_validator("tls_certificate", "tls_key", "backup_folder")
    @classmethod
    def locate_path(cls, value: str, info: ValidationInfo) -> str:
        """Resolve a relative path from the project's folder, not the current one."""
        path = value and str(PROJECT_FOLDER / value)
        REQUIRED_PATHS[str(info.field_name)](path, info.data)
        return path


def load_settings() -> Settings:
    """Read the settings from the environment, and from `.env` those that are not set there.

    If any is wrong, end the process with a list of all problems, without their (secret) values.
    """
    names = [name.upper() for name in Settings.model_fields if name != "variables"]
    variables, problems = read_variables(PROJECT_FOLDER, names)
    return read_model(Settings, {**variables, "VARIABLES": variables}, problems)


def read_settings(app: Quart, model: type[Model]) -> Model:
    """Read the settings of a feature, from a model with a field for each variable, as above."""
    settings: Settings = app.config["SETTINGS"]
    return read_model(model, settings.variables, [])


def is_for_production(info: ValidationInfo) -> bool:
    return info.data.get("app_env") == "production"


def require_strong_secret(value: str) -> None:
    # The second condition refuses a long "changemechangeme…".
    if len(value) < 32 or len(set(value)) < 10:
        raise ValueError(f"use at least 32 random characters, as printed by: {RANDOM_COMMAND}")
