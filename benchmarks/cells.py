"""The figures that a run collects."""

from typing import NamedTuple


class Cell(NamedTuple):
    """The figures of one contestant, one kind of request and one round."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    memory_mb: float
    errors: int


# The cells of all rounds, by the name of the contestant and the kind of request.
Results = dict[tuple[str, str], list[Cell]]


class Operation(NamedTuple):
    """The figures of one contestant that do not depend on a kind of request."""

    start_ms: float
    # Without event streams, None.
    stream_kb: float | None
    waits_ms: list[float]
