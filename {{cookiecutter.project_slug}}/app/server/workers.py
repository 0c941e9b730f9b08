"""Several processes that share the server's sockets: `WEB_CONCURRENCY`.

Each worker is the same server as a single process. The supervisors of hypercorn and uvicorn import
the app by its name instead, and hypercorn's cuts requests when it stops.
"""

import os
import signal
import sys
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def fork_workers(count: int) -> int:
    """Return the number of the worker, in each of `count` processes. One process is its own worker.

    The process that starts them stays here. It passes on SIGTERM, and ends with the workers: with
    an error if one of them ends by itself.
    """
    if count == 1:
        return 0
    workers: set[int] = set()
    is_stopping = False

    def stop_workers(*_: int | FrameType | None) -> None:
        nonlocal is_stopping
        is_stopping = True
        for worker in workers:
            os.kill(worker, signal.SIGTERM)

    # A signal that arrives between two forks waits until all workers are known.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    for number in range(count):
        if (worker := os.fork()) == 0:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            return number
        workers.add(worker)
    for each in SIGNALS:
        signal.signal(each, stop_workers)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    failed = 0
    while workers:
        worker, status = os.wait()
        workers.discard(worker)
        failed = failed or os.waitstatus_to_exitcode(status)
        if not is_stopping:
            print(f"The worker {worker} ended by itself. The others stop.", file=sys.stderr)
            failed = failed or 1
            stop_workers()
    # A worker that a signal ended has the negative number of the signal.
    raise SystemExit(128 - failed if failed < 0 else failed)
