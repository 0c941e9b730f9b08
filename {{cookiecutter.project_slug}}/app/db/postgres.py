"""Connections to PostgreSQL, directly or through a pooler, and the form of its parameters."""

import asyncio
import re
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from quart_db import QuartDB, UndefinedParameterError
from quart_db.backends import asyncpg as backend

# How long it may take to connect, if nothing else is said.
CONNECT_SECONDS = 60
# `:name`, but not the second colon of a cast, as in `now()::date`.
PARAMETER = re.compile(r"(?<!:):([a-z][a-z0-9_]*)")


async def open_connection(dsn: str, **options: Any) -> asyncpg.Connection:
    """Open a connection, without prepared statements if it leads to a pooler.

    A pooler in transaction mode, such as PgBouncer, gives each transaction any of its connections
    to the server, where a statement that was prepared before may be missing.
    """
    connection = await connect_any(dsn, **options)
    try:
        if options.get("statement_cache_size") == 0 or await is_direct(connection):
            return connection
    except BaseException:
        connection.terminate()
        raise
    await connection.close()
    return await connect_any(dsn, **{**options, "statement_cache_size": 0})


async def connect_any(dsn: str, **options: Any) -> asyncpg.Connection:
    """Connect to the first host that fits. Give each an equal part of `timeout`.

    asyncpg has one time for all of them, so a host that is silent would use it up alone.
    """
    netloc = urlsplit(dsn).netloc
    user, at, hosts = netloc.rpartition("@")
    addresses = [dsn.replace(netloc, user + at + host, 1) for host in hosts.split(",")]
    options["timeout"] = options.get("timeout", CONNECT_SECONDS) / len(addresses)
    for address in addresses[:-1]:
        with suppress(
            OSError, asyncpg.CannotConnectNowError, asyncpg.TargetServerAttributeNotMatched
        ):
            return await asyncpg.connect(address, **options)
    return await asyncpg.connect(addresses[-1], **options)


async def is_direct(connection: asyncpg.Connection) -> bool:
    """Return whether the server process is the one that answered when the connection opened.

    A pooler answers for it, with a number of its own.
    """
    # Without parameters, asyncpg does not prepare it.
    found = await connection.execute(
        f"SELECT 1 WHERE pg_backend_pid() = {connection.get_server_pid()}"
    )
    return found == "SELECT 1"


async def keep_session(_connection: asyncpg.Connection) -> None:
    """Do nothing when a connection returns to the pool, where asyncpg would ask the server.

    It would have settings, locks and cursors forgotten, which nothing here changes, by one more
    round trip for each use. An open transaction is rolled back in any case. Code that uses `SET`,
    `LISTEN` or a lock of the session has to undo that itself.
    """


class Database(QuartDB):
    async def after_serving(self) -> None:
        """Close the connections, but those that are lost, as while the server is away."""
        with suppress(ConnectionError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await super().after_serving()


def find_pool(database: QuartDB) -> Any:
    """Return the pool of connections, to which Quart-DB has no other way. SQLite has none."""
    return getattr(database._backend, "_pool", None)


class PoolExhaustedError(TimeoutError):
    """Every connection of the pool was in use for as long as a request waits for one."""


def name_exhaustion(database: QuartDB, error: Exception) -> Exception:
    """Return `PoolExhaustedError` in place of a timeout that is not the fault of the server."""
    pool = find_pool(database)
    if pool is None or not isinstance(error, TimeoutError) or pool.get_idle_size():
        return error
    if pool.get_size() < pool.get_max_size():
        return error  # The last ones are still being opened.
    return PoolExhaustedError(
        f"this process has used all its {pool.get_max_size()} connections for too long. Requests"
        " hold them too long, or are too many for connection_limit in DATABASE_URL"
    )


async def renew_pool(database: QuartDB, renewal: asyncio.Lock) -> None:
    """Let every connection be opened again, if that leads to a server that can be written.

    During a failover no server may take writes yet. Until one does, reading goes on as it was.
    """
    if renewal.locked():
        return  # Another request has just found the same.
    pool = find_pool(database)
    async with renewal:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InternalClientError):
            connection = await pool._get_new_connection()
            try:
                if await connection.fetchval("SHOW transaction_read_only") == "off":
                    await pool.expire_connections()
            finally:
                await connection.close()


@lru_cache(maxsize=1000)
def number_parameters(query: str) -> tuple[str, list[str]]:
    """Return the query with `$1` and so on in place of its names, and the names in that order."""
    names = list(dict.fromkeys(PARAMETER.findall(query)))
    return PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", query), names


def render(query: str, **values: Any) -> tuple[str, list[Any]]:
    numbered, names = number_parameters(query)
    try:
        return numbered, [values[name] for name in names]
    except KeyError as error:
        raise UndefinedParameterError(f"The query has no value for {error}") from error


# Quart-DB's own function reads the text of a query again at each call.
vars(backend)["render"] = render
