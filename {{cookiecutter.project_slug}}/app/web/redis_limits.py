"""Rate limits that all processes share through Redis.

Redis takes a sixth of the app's start to import, so this is done only where `REDIS_URL` is set.
"""

import logging
from collections.abc import Sequence
from time import monotonic

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.web.limits import Rule

logger = logging.getLogger(__name__)

# Longer than this no request waits for Redis.
TIMEOUT_SECONDS = 0.5


class RedisStore:
    """One count for all processes. Without Redis requests pass: a limit is no reason to be down."""

    TAKE = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local waits, room = {}, true
        for i, key in ipairs(KEYS) do
            local idle_at = tonumber(redis.call('GET', key)) or now
            waits[i] = math.max(idle_at - now, 0) + tonumber(ARGV[2 * i])
            room = room and waits[i] <= tonumber(ARGV[2 * i - 1])
        end
        for i, key in ipairs(room and KEYS or {}) do
            redis.call('SET', key, string.format('%.0f', now + waits[i]),
                'PX', math.ceil(waits[i] / 1000))
        end
        return waits
    """

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self._script = self._redis.register_script(self.TAKE)
        self._retry_at = self._warn_at = 0.0

    async def take(self, rules: Sequence[Rule]) -> list[int]:
        if monotonic() < self._retry_at:
            return []
        keys = [f"rate-limit:{key}" for key, _, _ in rules]
        arguments = [number for _, *numbers in rules for number in numbers]
        try:
            return list(await self._script(keys, arguments))
        except (RedisError, OSError) as error:
            self._stand_aside(error)
            return []

    def _stand_aside(self, error: Exception) -> None:
        """Ask again in a second, so that no request waits for a server that is away."""
        self._retry_at = monotonic() + 1
        if monotonic() >= self._warn_at:
            self._warn_at = monotonic() + 60
            logger.warning("Requests pass without a rate limit, as Redis is away: %s", error)

    async def is_available(self) -> bool:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def close(self) -> None:
        await self._redis.aclose()
