"""The addresses in settings as people write them: accepted, or refused with the fix."""

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store


def require_redis_url(value: str) -> str:
    url = parse_url(value)
    has_host = url.scheme in {"redis", "rediss"} and url.hostname and "," not in url.netloc
    has_socket = url.scheme == "unix" and len(url.path) > 1
    has_number = has_socket or re.fullmatch(r"/?\d*", url.path)
    if not (has_number and (has_host or has_socket)):
        raise ValueError("use redis://host:6379/0, or rediss:// for TLS")
    if url.query:
        require_redis_options(value)
    return value


def require_redis_options(url: str) -> None:
    """Refuse options that the library would refuse only when it connects."""
    from redis.asyncio import ConnectionPool  # imported only if it is used

    try:
        pool = ConnectionPool.from_url(url)
        pool.connection_class(**pool.connection_kwargs)
    except (TypeError, ValueError) as error:
        raise ValueError(f"correct its options: {error}") from error


def require_smtp_url(value: str) -> str:
    url = parse_url(value)
    is_rest_empty = url.path in {"", "/"} and not url.query + url.fragment
    has_login = url.username is None or url.password
    if not (url.scheme in {"smtp", "smtps"} and url.hostname and is_rest_empty and has_login):
        raise ValueError("use smtp://user:password@host:587, or smtps:// for TLS from the start")
    # These ports have one meaning. With the other scheme, no message would ever be sent.
    if (url.scheme, url.port) in {("smtp", 465), ("smtps", 587), ("smtps", 25)}:
        raise ValueError("use smtps:// with port 465, and smtp:// with ports 587 and 25")
    return value


def open_bucket(value: str) -> "S3Store":
    """Return the object storage of BACKUP_URL, without asking it for anything."""
    url = parse_url(value)
    has_login = url.username is None or url.password
    if not (url.scheme == "s3" and url.hostname and has_login):
        raise ValueError("use s3://key:secret@bucket/folder?region=name&endpoint=https://host")
    if not find_spec("obstore"):
        raise ValueError("install obstore: uv sync --inexact --no-dev --group backups")
    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    options: S3Config = dict(parse_qsl(url.query))  # type: ignore[assignment]
    if url.username and url.password:
        options |= {
            "access_key_id": unquote(url.username),
            "secret_access_key": unquote(url.password),
        }
    try:
        return S3Store(
            url.hostname,
            prefix=url.path.strip("/") or None,
            config=options,
            # Only an endpoint in the same network has no TLS, and its address says so.
            client_options={"allow_http": True},
        )
    except BaseError as error:
        raise ValueError(f"correct its options: {str(error).partition(chr(10))[0]}") from error


def parse_url(value: str) -> SplitResult:
    """Parse a URL. Refuse a broken one without quoting it, because it may hold a password."""
    try:
        url = urlsplit(value)
        # An unescaped "/", "?" or "#" in the password ends the host too early.
        is_cut = "@" in url.path + url.query + url.fragment
        # A PostgreSQL URL may name several hosts, each with a port.
        hosts = url.netloc.rpartition("@")[2].split(",")
        is_readable = not is_cut and 0 not in [urlsplit(f"//{host}").port for host in hosts]
        is_readable = is_readable and not re.search(r"\s", url.netloc + url.query)
    except ValueError:
        is_readable = False
    if not is_readable:
        raise ValueError(
            "use a number as port, no spaces, and in a password %2F %3F %23 %40 for / ? # @"
        )
    return url


def require_backup_url(value: str) -> str:
    open_bucket(value)
    return value


def require_contact(value: str) -> str:
    if ":" not in value:
        value = f"mailto:{value}"
    if not re.fullmatch(r"mailto:[^\s@,]+@[^\s@,]+|https://\S+", value):
        raise ValueError("use security@example.com, or https:// and the address of a page")
    return value


def require_sentry_dsn(value: str) -> str:
    url = parse_url(value)
    has_project = re.fullmatch(r"(/[\w.-]+)*/\d+", url.path)
    is_web = url.scheme in {"https", "http"} and url.hostname and url.username
    if not (is_web and has_project) or url.query + url.fragment:
        raise ValueError("use https://key@host/number, as Sentry shows it for a project")
    return value


def require_otlp_endpoint(value: str) -> str:
    url = parse_url(value)
    if not (url.scheme in {"http", "https"} and url.hostname) or url.query + url.fragment:
        raise ValueError("use http://host:4318, or https:// and the address of a provider")
    if url.port == 4317:
        raise ValueError("use OTLP over HTTP, which has port 4318, because 4317 is that of gRPC")
    if url.path.rstrip("/").endswith("/v1/traces"):
        raise ValueError("leave out /v1/traces, which is added to it")
    return value


# The check of each setting.
REQUIRED_FORMS = {
    "redis_url": require_redis_url,
    "smtp_url": require_smtp_url,
    "backup_url": require_backup_url,
    "security_contact": require_contact,
    "sentry_dsn": require_sentry_dsn,
    "otel_exporter_otlp_endpoint": require_otlp_endpoint,
}
