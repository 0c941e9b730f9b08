"""Solution 2: one moment for each key, and a request that is refused moves nothing."""


class Limit:
    """Allows `count` requests in `period` seconds, for each key."""

    def __init__(self, count: int, period: int) -> None:
        self.cost = period / count
        self.period = period
        self.idle_at: dict[str, float] = {}

    def count_request(self, key: str, now: float) -> float:
        """Count a request, and return 0. If it is too early, return the seconds to wait."""
        wait = max(self.idle_at.get(key, now) - now, 0) + self.cost
        if wait > self.period:
            return wait - self.period
        self.idle_at[key] = now + wait
        return 0
