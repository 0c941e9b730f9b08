"""Each setting, in the ways that people spell it: understood, or refused at the start.

A value that is refused later, when a request needs it, would be a fault in production.
"""

from typing import Any

import pytest
from pydantic import SecretStr

from app.config import Settings, load_settings
from tests.test_config import SAFE, SECRET

ACCEPTED: dict[str, dict[str, Any]] = {
    "APP_ENV": dict.fromkeys(
        ("production", "Production", " PRODUCTION ", '"production"'), "production"
    ),
    "DEVELOPMENT_HOSTS": {
        "": [],
        "192.168.1.20, My-App.example.com": ["192.168.1.20", "my-app.example.com"],
        "192.168.1.20:8000": ["192.168.1.20"],
        "[fd00::1]:8000,": ["fd00::1"],
    },
    "APP_NAME": {
        "": "App",
        "  ": "App",
        "'My App'": "My App",
        'Ann\'s "App" 👩‍🚀 #1 $HOME': 'Ann\'s "App" 👩‍🚀 #1 $HOME',
    },
    "APP_DESCRIPTION": {"": "", "'Makes \"everything\" <easy>' ": 'Makes "everything" <easy>'},
    "SECRET_KEY": {f'"{SECRET}"\r': SecretStr(SECRET)},
    "SECRET_KEY_FALLBACKS": {"": [], f"{SECRET}2 , {SECRET}3,": [f"{SECRET}2", f"{SECRET}3"]},
    "HOST": {
        **{"": "", "localhost": "localhost", "127.0.0.1": "127.0.0.1", "[::1]": "::1", "::": "::"},
        "unix:/run/app.sock": "unix:/run/app.sock",
    },
    "PORT": {"": 8000, "80 ": 80, "'8080'": 8080, "08000": 8000, "65535": 65535},
    "SERVER": {"": "hypercorn", " Hypercorn": "hypercorn", "UVICORN": "uvicorn"},
    # They are set together, so tests of their own set both.
    "TLS_CERTIFICATE": {"": ""},
    "TLS_KEY": {"": ""},
    "WEB_CONCURRENCY": {"": 1, " 1 ": 1},
    "MAX_WAITING_REQUESTS": {"": 100, "10": 10, "10000": 10_000},
    "BASE_URL": {
        "https://example.com/": "https://example.com",
        " 'https://example.com' ": "https://example.com",
        "HTTPS://Example.COM": "https://example.com",
        "https://example.com:443/": "https://example.com",
        "https://example.com:8443": "https://example.com:8443",
        "https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
        "https://192.0.2.1": "https://192.0.2.1",
        "https://[2001:db8::1]": "https://[2001:db8::1]",
        "https://localhost": "https://localhost",
    },
    "RUN_TASKS": {"": True, "false": False, " No ": False, "0": False, "on": True},
    "BACKUP_FOLDER": {"": "", "/": "/", " '/' ": "/"},
    "BACKUP_KEEP": {"": 14, " 1 ": 1},
    "BACKUP_URL": {
        url: url
        for url in (
            *("", "s3://bucket", "s3://my.bucket/a/folder/"),
            "s3://key:a%2Fb@bucket?region=auto&endpoint=https://storage.example.com",
        )
    },
    "TRUSTED_HOPS": {"": 0, " 1": 1, "10": 10},
    "CORS_ORIGINS": {
        "": [],
        "https://a.example/, HTTPS://B.example:443": ["https://a.example", "https://b.example"],
        "https://a.example:8443": ["https://a.example:8443"],
    },
    "HSTS": {"": "host", "Subdomains": "subdomains", "PRELOAD": "preload"},
    "SECURITY_CONTACT": {
        "": "",
        "me@example.com": "mailto:me@example.com",
        "mailto:me@example.com": "mailto:me@example.com",
        "https://example.com/report": "https://example.com/report",
    },
    "LOG_LEVEL": {"": "INFO", "debug": "DEBUG", " Warning ": "WARNING"},
    "METRICS_TOKEN": {"": SecretStr(""), SECRET: SecretStr(SECRET)},
    "SENTRY_DSN": {
        dsn: dsn
        for dsn in (
            *("", "https://a1b2@o1.ingest.de.sentry.io/123", "http://key:secret@sentry:9000/1"),
            "https://key@example.com/errors/1",
        )
    },
    "SENTRY_TRACES_SAMPLE_RATE": {"": 0.0, " 0.05": 0.05, "1": 1.0},
    "OTEL_EXPORTER_OTLP_ENDPOINT": {
        url: url for url in ("", "http://127.0.0.1:4318", "https://otlp.example.com/otlp/")
    },
}

REFUSED = {
    "HOST": [
        *("*", "example.com", "127.0.0.1:8000", "http://127.0.0.1", "[::1]:8000", "1.2.3"),
        *("unix:app.sock", "unix:/run/", "/run/app.sock"),
    ],
    "APP_ENV": ["", " ", "prod", "live", "staging", "true", "production # the server"],
    "DEVELOPMENT_HOSTS": ["*", "*.example.com", "http://192.168.1.20", "a b", "fd00::1", "1.2.3"],
    "APP_NAME": ["My \udcff App"],
    "APP_DESCRIPTION": ["Makes \udcff"],
    "SECRET_KEY": ["", "changeme", "changeme" * 8, "x" * 64],
    "SECRET_KEY_FALLBACKS": ["short", f"{SECRET},short"],
    "PORT": [
        "0",
        "-1",
        "65536",
        "http",
        "80.5",
        "8000/tcp",
        "tcp://10.0.0.1:8000",
        "127.0.0.1:8000",
    ],
    "SERVER": ["gunicorn", "granian", "uvicorn[standard]", "true"],
    "TLS_CERTIFICATE": ["no/such.pem", "/", "pyproject.toml"],
    "TLS_KEY": ["no/such.pem"],
    "WEB_CONCURRENCY": ["0", "-1", "65", "auto", "1.5"],
    "MAX_WAITING_REQUESTS": ["0", "9", "10001", "many"],
    "BASE_URL": [
        *(
            "",
            "example.com",
            "//example.com",
            "http://example.com",
            "ftp://example.com",
            "https://",
        ),
        *("https://example.com/app", "https://example.com?a=b", "https://me:secret@example.com"),
        *(
            "https://example.com:",
            "https://example.com:0",
            "https://example..com",
            "https://*.a.com",
        ),
        *(
            "https://a.example,https://b.example",
            "https://bücher.example",
            "https://my_app.example",
        ),
    ],
    "RUN_TASKS": ["never", "2", "true,false"],
    "BACKUP_FOLDER": ["no/such/folder", "pyproject.toml"],
    "BACKUP_KEEP": ["0", "-1", "two weeks"],
    "BACKUP_URL": [
        *("bucket", "https://bucket.s3.amazonaws.com", "s3://", "s3:///bucket", "s3://key@bucket"),
        *("s3://key:a/b@bucket", "s3://bucket?regoin=eu-central-1", "gs://bucket"),
    ],
    "TRUSTED_HOPS": ["one", "-1", "11", "1.5", "true", "1 proxy"],
    "CORS_ORIGINS": [
        *("*", "null", "example.com", "https://*.example.com", "https://a.example/path"),
        *("https://a.example https://b.example", "https://a.example;https://b.example"),
        *("http://a.example", '["https://a.example"]', "https://a.example,*"),
    ],
    "HSTS": ["yes", "1", "max-age=31536000", "off"],
    "SECURITY_CONTACT": [
        "me",
        "http://example.com",
        "me@example.com, you@example.com",
        "tel:+1",
        "a b@c",
    ],
    "LOG_LEVEL": ["LOUD", "10", "warn", "DEBUG,INFO"],
    "METRICS_TOKEN": ["changeme", "x" * 64],
    "SENTRY_DSN": [
        *("a1b2", "https://sentry.io/123", "https://key@sentry.io", "https://key@sentry.io/app"),
        *("https://key@sentry.io/1?a=b", "ftp://key@sentry.io/1", "https://key@/1"),
    ],
    "SENTRY_TRACES_SAMPLE_RATE": ["-0.1", "1.01", "10%", "nan"],
    "OTEL_EXPORTER_OTLP_ENDPOINT": [
        *("localhost:4318", "grpc://localhost:4317", "http://localhost:4317", "http://"),
        *("http://localhost:4318/v1/traces", "https://otlp.example.com?key=x"),
    ],
}

# Addresses are in tests of their own, and `variables` is not a setting.
ELSEWHERE = {"DATABASE_URL", "REDIS_URL", "SMTP_URL", "MAIL_FROM", "EHLO_NAME", "VARIABLES"}


def load(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> Settings:
    for variable, text in {**SAFE, name: value}.items():
        monkeypatch.setenv(variable, text)
    return load_settings()


def test_the_tables_know_every_setting() -> None:
    names = {name.upper() for name in Settings.model_fields} - ELSEWHERE

    assert set(ACCEPTED) == set(REFUSED) == names


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [(name, value, read) for name, values in ACCEPTED.items() for value, read in values.items()],
)
def test_a_spelling_is_understood(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: object
) -> None:
    assert getattr(load(monkeypatch, name, value), name.lower()) == read


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values]
)
def test_a_value_is_refused_in_a_sentence_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(SystemExit) as refusal:
        load(monkeypatch, name, value)

    _, problem = str(refusal.value).splitlines()
    assert problem.startswith(f"  {name}: ")
    assert len(problem) > len(f"  {name}: ") + 20
