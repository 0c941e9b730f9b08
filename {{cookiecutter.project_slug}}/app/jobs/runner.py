"""The runner: takes jobs that are due, runs them side by side, and saves how each one ended."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic
from typing import cast

from msgspec import ValidationError, json, structs
from quart import Quart, current_app

from app.db import Connection, connect
from app.db.faults import choose_trace
from app.jobs import GiveUp, Kind, TryAgain, queries
from app.jobs.progress import CurrentJob, current_job, publish_change
from app.jobs.queries import Claim
from app.tracing import trace_run

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
RETRY_SECONDS = 1.0
# How often a lease is renewed before it would end. A canceled job notices it then.
RENEWALS = 6
# How long jobs may go on when the process stops. The rest begin again in another process.
STOP_SECONDS = 3.0
MAX_DELAY = timedelta(hours=6)


async def run_jobs(app: Quart) -> None:
    """Run jobs until the process shuts down."""
    runner = Runner(app)
    stopping = asyncio.create_task(cast("asyncio.Event", app.shutdown_event).wait())
    try:
        while not stopping.done():
            try:
                await runner.start_due_jobs()
            except Exception as error:
                logger.error("Jobs wait for the database", exc_info=choose_trace(error))
            await asyncio.wait(
                {stopping, *runner.running},
                timeout=POLL_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
    finally:
        stopping.cancel()
        await runner.stop()


async def run_due_jobs(app: Quart) -> None:
    """Run jobs until none is due."""
    runner = Runner(app)
    while await runner.start_due_jobs() or runner.running:
        if runner.running:
            await asyncio.wait(runner.running)


class Runner:
    """The jobs that this process runs, each as a task of asyncio with the name of its kind."""

    def __init__(self, app: Quart) -> None:
        self._app = app
        self.running: set[asyncio.Task[None]] = set()

    async def start_due_jobs(self) -> int:
        """Start as many jobs of each kind as it allows, and return how many were started."""
        kinds: dict[str, Kind] = self._app.extensions["JOBS"]
        busy = Counter(task.get_name() for task in self.running)
        started = 0
        async with self._app.app_context(), connect() as connection:
            for name, kind in kinds.items():
                free = kind.at_once - busy[name]
                for claim in await queries.claim_jobs(connection, name, free) if free else ():
                    started += 1
                    task = asyncio.create_task(self._run(claim, kind), name=name)
                    self.running.add(task)
                    task.add_done_callback(self.running.discard)
        return started

    async def stop(self) -> None:
        """Let the jobs go on for a moment, then leave those that are not done to others."""
        if self.running:
            await asyncio.wait(self.running, timeout=STOP_SECONDS)
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)

    async def _run(self, claim: Claim, kind: Kind) -> None:
        async with self._app.app_context():
            work = asyncio.create_task(call_function(claim, kind))
            try:
                await hold_lease(claim, work)
            except asyncio.CancelledError:
                await cancel(work)
                async with connect() as connection:
                    await queries.release_job(connection, claim)
                raise
            await save_end(claim, kind, work)
            await publish_change(claim.id)


async def call_function(claim: Claim, kind: Kind) -> None:
    current_job.set(CurrentJob(claim))
    try:
        arguments = json.decode(claim.arguments, type=kind.arguments)
    except ValidationError as error:
        raise GiveUp(f"The function takes other arguments now: {error}") from error
    with trace_run(f"job {claim.kind}", claim.traceparent):
        await kind.function(**structs.asdict(arguments))


async def hold_lease(claim: Claim, work: asyncio.Task[None]) -> None:
    """Renew the lease until the work ends. Cancel the work if the job is no longer this claim's.

    Without the database, it is no longer when the lease has ended, because another process may
    have it by then.
    """
    seconds = queries.LEASE.total_seconds()
    ends_at = monotonic() + seconds
    while not (await asyncio.wait({work}, timeout=seconds / RENEWALS))[0]:
        asked_at = monotonic()
        try:
            async with connect() as connection:
                is_ours = await queries.renew_lease(connection, claim)
        except Exception as error:
            logger.error("The lease of job %s waits for the database: %r", claim.id, error)
            is_ours = monotonic() < ends_at
        else:
            ends_at = asked_at + seconds
        if not is_ours:
            await cancel(work)


async def cancel(work: asyncio.Task[None]) -> None:
    work.cancel()
    await asyncio.wait({work})


async def save_end(claim: Claim, kind: Kind, work: asyncio.Task[None]) -> None:
    if work.cancelled():
        error: BaseException | None = asyncio.CancelledError()
    else:
        error = work.exception()
    if error is None:
        await save_surely(lambda connection: queries.update_done(connection, claim))
        return
    is_last = isinstance(error, GiveUp) or claim.attempts + 1 >= kind.attempts
    delay = None if is_last else compute_delay(claim.attempts + 1)
    is_expected = isinstance(error, GiveUp | TryAgain)
    text = str(error) if is_expected else repr(error)

    async def save_failure(connection: Connection) -> None:
        if await queries.update_failed(connection, claim, text, delay):
            logger.log(
                logging.WARNING if is_expected and delay else logging.ERROR,
                "The job %s %s failed at attempt %d, %s: %s",
                *(claim.kind, claim.id, claim.attempts + 1),
                *("the last" if delay is None else f"next in {delay}", text),
                exc_info=None if is_expected else choose_trace(error),
            )

    await save_surely(save_failure)


def compute_delay(attempts: int) -> timedelta:
    """Return how long a job waits after so many attempts."""
    return min(timedelta(seconds=15 << attempts), MAX_DELAY)


async def save_surely(save: Callable[[Connection], Awaitable[None]]) -> None:
    """Save an outcome, even if the database is unavailable for a while.

    Without it, the same would be done again.
    """
    while True:
        try:
            async with connect() as connection:
                await save(connection)
        except Exception as error:
            if current_app.shutdown_event.is_set():
                raise
            logger.error("The outcome of a job waits for the database: %r", error)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return
