"""Exercise 2: a limit that counts anew in each period. Make it GCRA."""

from collections import Counter


class Limit:
    """Allows `count` requests in `period` seconds, for each key."""

    def __init__(self, count: int, period: int) -> None:
        self.count = count
        self.period = period
        self.counts: Counter[tuple[str, int]] = Counter()

    def count_request(self, key: str, now: float) -> float:
        """Count a request, and return 0. If it is too early, return the seconds to wait."""
        window = (key, int(now // self.period))
        self.counts[window] += 1
        if self.counts[window] <= self.count:
            return 0
        return self.period - now % self.period
