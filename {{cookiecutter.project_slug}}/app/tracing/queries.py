"""The spans of queries: their text with the names of its parameters, never with the values."""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, TypeVar

from opentelemetry.trace import SpanKind, StatusCode, Tracer, get_current_span
from quart_db import Connection, QuartDB

T = TypeVar("T")

QUERY_METHODS = ("execute", "execute_many", "fetch_all", "fetch_first", "fetch_sole", "fetch_val")
# The parts of a transaction. The first may wait for a lock, and the second for the disk.
STATEMENTS = {"start": "BEGIN", "commit": "COMMIT", "rollback": "ROLLBACK"}
TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+(\w+)")


@contextmanager
def trace_queries(database: QuartDB, tracer: Tracer, system: str) -> Iterator[None]:
    """Trace the queries of each connection that is taken in a span.

    Others, such as those of an open stream at its heartbeats, would be traces of their own.
    """
    acquire, queries = database.acquire, QueryTracer(tracer, system)

    async def acquire_traced() -> Any:
        connection: Any = await acquire()
        if get_current_span().is_recording():
            queries.trace_connection(connection)
        return connection

    database.acquire = acquire_traced  # type: ignore[method-assign]
    try:
        yield
    finally:
        database.acquire = acquire  # type: ignore[method-assign]


class QueryTracer:
    """Replaces the methods of connections, each of which is used once and then thrown away."""

    def __init__(self, tracer: Tracer, system: str) -> None:
        self._tracer = tracer
        self._system = system

    def trace_connection(self, connection: Connection) -> None:
        begin = connection.transaction

        def open_transaction(**options: Any) -> Any:
            transaction = begin(**options)
            for name, statement in STATEMENTS.items():
                call = partial(self.trace_call, statement, getattr(transaction, name))
                setattr(transaction, name, call)
            return transaction

        for name in QUERY_METHODS:
            setattr(connection, name, self.trace_method(getattr(connection, name)))
        connection.transaction = open_transaction  # type: ignore[method-assign]

    def trace_method(self, method: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
        async def run_query(query: str, *arguments: Any, **options: Any) -> T:
            return await self.trace_call(query, partial(method, query, *arguments, **options))

        return run_query

    async def trace_call(self, query: str, call: Callable[[], Awaitable[T]]) -> T:
        summary, text = describe_query(query)
        attributes = {
            "db.system.name": self._system,
            "db.query.summary": summary,
            "db.query.text": text,
        }
        with self._tracer.start_as_current_span(
            summary,
            kind=SpanKind.CLIENT,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                return await call()
            except Exception as error:
                # Its message may hold a value, and its trace is that of the request.
                span.set_attribute("error.type", type(error).__qualname__)
                span.set_status(StatusCode.ERROR)
                raise


@lru_cache(maxsize=1000)
def describe_query(query: str) -> tuple[str, str]:
    """Return what a query does in two words, such as `SELECT users`, and its text in one line."""
    text = " ".join(query.split())
    table = TABLE.search(text)
    return f"{text.partition(' ')[0]} {table[1] if table else ''}".rstrip(), text
