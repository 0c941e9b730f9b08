"""Jobs: work that is done surely, but after the answer, such as sending a mail.

A feature adds a kind of job from its `init_app`, with `add_job`. A view stores one with
`queue_job`, in the transaction of its cause. The processes that run the periodic tasks run the
jobs too: each job in one of them, and again in another if that one dies.
"""

import inspect
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NamedTuple, ParamSpec

from msgspec import Struct, defstruct, json
from quart import Quart, current_app

from app.db import Connection
from app.jobs import queries

P = ParamSpec("P")

# With the delays between them, these take about a day.
ATTEMPTS = 14


class TryAgain(Exception):  # noqa: N818, it says what to do
    """Raised by a job that may succeed later, such as when another server is back.

    Any other error is tried again too, but logged with its trace, as it may be a mistake.
    """


class GiveUp(Exception):  # noqa: N818, as above
    """Raised by a job that would fail at every further attempt too."""


class Kind(NamedTuple):
    """A kind of job, and the arguments of its function."""

    function: Callable[..., Awaitable[None]]
    arguments: type[Struct]
    at_once: int
    attempts: int


def init_app(app: Quart) -> None:
    app.extensions["JOBS"] = {}
    tasks = app.extensions["QUART_TASKS"]
    tasks.add_periodic_task(queries.delete_old_jobs, timedelta(hours=1), name="delete-old-jobs")
    tasks.add_periodic_task(queries.correct_times, timedelta(minutes=1), name="correct-job-times")

    from app.jobs import commands

    commands.init_app(app)


def add_job(
    app: Quart, function: Callable[..., Awaitable[None]], *, at_once: int, attempts: int = ATTEMPTS
) -> None:
    """Add a kind of job: `function`, called once for each job until it succeeds.

    Each process runs up to `at_once` jobs of a kind at the same time, however many there are of
    others. Arguments are stored as JSON, so annotate them with types that msgspec reads. After an
    error, the function is called again later, `attempts` times in all. It is also called again if
    its process dies, even if that was in its last line, so let it do no harm a second time.
    """
    fields: list[Any] = [
        (each.name, each.annotation)
        if each.default is each.empty
        else (each.name, each.annotation, each.default)
        for each in inspect.signature(function, eval_str=True).parameters.values()
    ]
    arguments = defstruct(function.__name__, fields)
    app.extensions["JOBS"][name_kind(function)] = Kind(function, arguments, at_once, attempts)


async def queue_job(
    connection: Connection,
    function: Callable[P, Awaitable[None]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> str:
    """Store a call of a function that `add_job` has added, and return the ID of the job.

    If the transaction of `connection` is rolled back, there is no job. Otherwise it begins within
    a second, or when others of its kind have ended.
    """
    name = name_kind(function)
    kind: Kind | None = current_app.extensions["JOBS"].get(name)
    if kind is None:
        raise LookupError(f"Call add_job(app, {function.__name__}, at_once=…) in an init_app.")
    arguments = json.encode(kind.arguments(*args, **kwargs)).decode()
    return await queries.insert_job(connection, name, arguments)


def name_kind(function: Callable[..., Awaitable[None]]) -> str:
    return function.__name__.replace("_", "-")
