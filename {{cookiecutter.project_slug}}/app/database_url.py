"""DATABASE_URL as people and providers write it: translated for the drivers, or refused."""

import os.path
import re
import ssl
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
SSL_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
DEFAULT_ROOT = "~/.postgresql/root.crt"
# Options that asyncpg reads from the address itself.
KEPT = {
    *("host", "port", "user", "password", "passfile", "krbsrvname", "gsslib"),
    *("sslmode", "sslnegotiation", "sslpassword", *SSL_FILES, "target_session_attrs"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version"),
    # These are settings of the server.
    *("application_name", "options", "search_path", "statement_timeout", "lock_timeout"),
    "idle_in_transaction_session_timeout",
}
# Options that change nothing here, or only how other drivers work.
IGNORED = {
    *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"),
    *("tcp_user_timeout", "sslcompression", "sslsni", "gssencmode", "channel_binding"),
    *("fallback_application_name", "client_encoding", "load_balance_hosts"),
    *("pool_timeout", "uselibpqcompat", "supa"),
}
# Values that promise what this driver cannot do, and what to write instead.
REFUSED = {
    ("channel_binding", "require"): "sslmode=verify-full&sslrootcert=system",
    ("gssencmode", "require"): "sslmode=require",
}


class PostgresAddress(NamedTuple):
    """An address without the options that asyncpg does not read, and what they mean to it."""

    dsn: str
    connect_options: dict[str, Any]
    pool_options: dict[str, Any]


def leave_out_driver(value: str) -> str:
    """Return `postgresql://…` for `postgresql+asyncpg://…`, as SQLAlchemy writes it."""
    return re.sub(r"^(sqlite|postgres|postgresql)\+\w+:", r"\1:", value)


def locate_file(database_url: str) -> Path:
    """Return the file of `sqlite:///…`."""
    return Path(database_url.removeprefix("sqlite:///"))


def resolve_sqlite_url(value: str, folder: Path) -> str:
    """Return the URL with the whole path of its file, which may be relative to `folder`."""
    parts = re.fullmatch(r"sqlite:///(.+)", value)
    if not parts or ":memory:" in value or parts[1].startswith("file:"):
        # Each query would get an empty database of its own in memory.
        raise ValueError("write the path of a file after three slashes: sqlite:///app.db")
    file = str(folder / parts[1])
    if found := set(file) & set("#?%"):
        # quart-db and SQLAlchemy would each open a different file.
        raise ValueError(f"leave {' and '.join(found)} out of the path of the file: {file}")
    if os.path.isdir(file):
        raise ValueError(f"add the name of a file to this directory: {file}")
    if not os.path.isdir(os.path.dirname(file)):
        raise ValueError(f"create the directory of the file first: {os.path.dirname(file)}")
    return f"sqlite:///{file}"


def read_postgres_url(database_url: str) -> PostgresAddress:
    """Translate the options of an address. Raise `ValueError` for one that is not understood."""
    url = urlsplit(database_url)
    given = dict(parse_qsl(url.query))
    for option, instead in REFUSED.items():
        if option in given.items():
            raise ValueError(f"write {instead} instead of {'='.join(option)}")
    connect_options: dict[str, Any] = {}
    pool_options: dict[str, Any] = {}
    if (seconds := read_number(given, "connect_timeout")) is not None and seconds > 0:
        connect_options["timeout"] = float(seconds)
    for name in ("statement_cache_size", "prepared_statement_cache_size"):
        if (size := read_number(given, name)) is not None:
            connect_options["statement_cache_size"] = size
    if given.pop("pgbouncer", "false") == "true":
        connect_options["statement_cache_size"] = 0
    if (limit := read_number(given, "connection_limit")) is not None:
        pool_options["max_size"] = max(limit, 1)
    if (schema := given.pop("schema", "public")) != "public":
        given["search_path"] = schema
    if context := read_tls(given):
        connect_options["ssl"] = context
    if unknown := given.keys() - KEPT - IGNORED:
        name = min(unknown)
        setting = f"options=-c%20{name}%3Dvalue"
        raise ValueError(f"leave out {name}, or write it as {setting} if the server has it")
    if given.get("target_session_attrs", "any") not in {"any", "primary", "read-write"}:
        raise ValueError("use target_session_attrs=read-write, because the app writes")
    kept = {name: value for name, value in given.items() if name in KEPT}
    query = urlencode(kept, safe="/", quote_via=quote)
    user, at, hosts = url.netloc.rpartition("@")
    # asyncpg takes the first @ for the end of the password.
    netloc = user.replace("@", "%40") + at + hosts
    return PostgresAddress(
        f"postgresql://{netloc}{url.path}{'?' * bool(query)}{query}", connect_options, pool_options
    )


def read_number(given: dict[str, str], name: str) -> int | None:
    value = given.pop(name, None)
    if value is not None and not re.fullmatch(r"\d{1,6}", value):
        raise ValueError(f"use a number for {name}")
    return None if value is None else int(value)


def read_tls(given: dict[str, str]) -> ssl.SSLContext | None:
    """Check the options for TLS. Return a context if the system's certificates are asked for."""
    if spelled := given.pop("ssl", None):
        given["sslmode"] = {"true": "require", "false": "disable"}.get(spelled, spelled)
    mode = given.get("sslmode", "prefer")
    if mode not in SSL_MODES:
        raise ValueError(f"use one of these for sslmode: {', '.join(sorted(SSL_MODES))}")
    if given.get("sslrootcert") == "system":
        # asyncpg would look for a file of this name.
        del given["sslrootcert"]
        given.pop("sslmode", None)
        return ssl.create_default_context()
    root = os.environ.get("PGSSLROOTCERT", os.path.expanduser(DEFAULT_ROOT))
    if mode.startswith("verify-") and "sslrootcert" not in given and not os.path.isfile(root):
        raise ValueError(f"add sslrootcert=system, or sslrootcert with a file, to sslmode={mode}")
    for name in SSL_FILES:
        if name in given and not os.path.isfile(given[name]):
            raise ValueError(f"there is no such file for {name}: {given[name]}")
    return None
