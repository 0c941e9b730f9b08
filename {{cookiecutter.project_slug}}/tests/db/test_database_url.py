"""How people and providers spell DATABASE_URL: each way is understood, or refused at the start."""

import os
import ssl

import pytest

from app.config import PROJECT_FOLDER
from app.database_url import read_postgres_url
from tests.spellings import load, read_refusal

PLACE = "postgresql://app:p%40ss@db.example.com/app"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("postgres://app@db/app", "postgresql://app@db/app"),
        ("postgresql+asyncpg://app@db:6543/app", "postgresql://app@db:6543/app"),
        ("postgresql+psycopg2://app@db/app", "postgresql://app@db/app"),
        ("postgresql://app:p@ss@db/app", "postgresql://app:p%40ss@db/app"),
        ("postgresql://app@one:5432,two:5433/app", "postgresql://app@one:5432,two:5433/app"),
        ("postgresql:///app?host=/run/postgresql", "postgresql:///app?host=/run/postgresql"),
        (f"{PLACE}?sslmode=require", f"{PLACE}?sslmode=require"),
        (f"{PLACE}?ssl=true", f"{PLACE}?sslmode=require"),
        (f"{PLACE}?sslmode=require&channel_binding=prefer", f"{PLACE}?sslmode=require"),
        (f"{PLACE}?options=endpoint%3Dquiet-sea", f"{PLACE}?options=endpoint%3Dquiet-sea"),
        (f"{PLACE}?options=-c%20search_path%3Da", f"{PLACE}?options=-c%20search_path%3Da"),
        (f"{PLACE}?application_name=app", f"{PLACE}?application_name=app"),
        (f"{PLACE}?schema=public", PLACE),
        (f"{PLACE}?schema=mine", f"{PLACE}?search_path=mine"),
        (f"{PLACE}?keepalives=1&keepalives_idle=30&gssencmode=disable", PLACE),
        (f"{PLACE}?target_session_attrs=read-write", f"{PLACE}?target_session_attrs=read-write"),
        (f"{PLACE}?sslmode=&connect_timeout=0", PLACE),
    ],
)
def test_databases_that_are_understood(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: str
) -> None:
    address = read_postgres_url(load(monkeypatch, "DATABASE_URL", value))

    assert address == (expected, {}, {})


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("connect_timeout=10", ({"timeout": 10.0}, {})),
        ("pgbouncer=true", ({"statement_cache_size": 0}, {})),
        ("pgbouncer=false", ({}, {})),
        ("statement_cache_size=0", ({"statement_cache_size": 0}, {})),
        ("prepared_statement_cache_size=0", ({"statement_cache_size": 0}, {})),
        ("connection_limit=5&pool_timeout=15", ({}, {"max_size": 5})),
    ],
)
def test_options_that_become_those_of_the_driver(
    monkeypatch: pytest.MonkeyPatch, options: str, expected: tuple[object, object]
) -> None:
    address = read_postgres_url(load(monkeypatch, "DATABASE_URL", f"{PLACE}?{options}"))

    assert address == (PLACE, *expected)


@pytest.mark.parametrize(
    "options", ["sslrootcert=system", "sslmode=verify-full&sslrootcert=system"]
)
def test_the_certificates_of_the_system_are_used_if_asked_for(options: str) -> None:
    address = read_postgres_url(f"{PLACE}?{options}")

    assert address.dsn == PLACE
    assert address.connect_options["ssl"].check_hostname
    assert address.connect_options["ssl"].verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        ("mysql://db/app", "use postgresql://"),
        ("jdbc:postgresql://db/app", "use postgresql://"),
        ("postgresql:app", "use postgresql://"),
        ("postgresql://db", "use postgresql://"),
        ("postgresql://db/", "use postgresql://"),
        ("app.db", "use postgresql://"),
        ("postgresql://app:hunter2/3@db/app", "in a password %2F"),
        ("postgresql://app@db:port/app", "use a number as port"),
        ("postgresql://app:hunter2 3@db/app", "no spaces"),
        (f"{PLACE}?sslmode=true", "use one of these for sslmode"),
        (f"{PLACE}?sslmode=verify-full", "add sslrootcert=system"),
        (f"{PLACE}?sslmode=verify-ca&sslrootcert=/no/file.crt", "no such file for sslrootcert"),
        (f"{PLACE}?sslmode=require&channel_binding=require", "write sslmode=verify-full"),
        (f"{PLACE}?gssencmode=require", "write sslmode=require"),
        (f"{PLACE}?connect_timeout=soon", "use a number for connect_timeout"),
        (f"{PLACE}?target_session_attrs=read-only", "target_session_attrs=read-write"),
        (f"{PLACE}?work_mem=64MB", "write it as options=-c%20work_mem%3Dvalue"),
        (f"{PLACE}?sslaccept=strict", "leave out sslaccept"),
        ("sqlite://", "sqlite:///app.db"),
        ("sqlite:///", "sqlite:///app.db"),
        ("sqlite:app.db", "sqlite:///app.db"),
        ("sqlite:/app.db", "sqlite:///app.db"),
        ("sqlite://app.db", "sqlite:///app.db"),
        ("sqlite:///:memory:", "sqlite:///app.db"),
        ("sqlite://:memory:", "sqlite:///app.db"),
        ("sqlite+aiosqlite:///:memory:", "sqlite:///app.db"),
        ("sqlite:///file:app.db?mode=rwc&uri=true", "sqlite:///app.db"),
        ("sqlite:///app.db?mode=ro", "leave ? out of the path"),
        ("sqlite:///app", "add the name of a file to this directory"),
        ("sqlite:///no/such/app.db", "create the directory of the file first"),
        ("sqlite:///~/app.db", "create the directory of the file first"),
    ],
)
def test_databases_that_are_refused(monkeypatch: pytest.MonkeyPatch, value: str, fix: str) -> None:
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.delenv("PGSSLROOTCERT", raising=False)

    problem = read_refusal(monkeypatch, "DATABASE_URL", value)

    assert fix in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize(
    ("value", "file"),
    [
        ("sqlite:///app.db", f"{PROJECT_FOLDER}/app.db"),
        ("sqlite:///./app.db", f"{PROJECT_FOLDER}/app.db"),
        ("sqlite:///app/my own.db", f"{PROJECT_FOLDER}/app/my own.db"),
        ("sqlite:////tmp/app.db", "/tmp/app.db"),  # noqa: S108, nothing is written there
        ("sqlite+aiosqlite:///app.db", f"{PROJECT_FOLDER}/app.db"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the paths are those of other systems")
def test_files_that_are_understood(monkeypatch: pytest.MonkeyPatch, value: str, file: str) -> None:
    assert load(monkeypatch, "DATABASE_URL", value) == f"sqlite:///{file}"
