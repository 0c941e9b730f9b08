"""Rate limits that all processes share through Redis.

This module is imported only if `REDIS_URL` is set, because importing Redis takes a sixth of the
time that the app needs to start.
"""

import logging
from collections.abc import Sequence
from time import monotonic

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.web.limits import Rule

logger = logging.getLogger(__name__)

# The longest that a request waits for Redis.
TIMEOUT_SECONDS = 0.5


class RedisStore:
    """The counts of all processes. While Redis is unavailable, every request passes."""

    COUNT_REQUEST = """
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
        self._script = self._redis.register_script(self.COUNT_REQUEST)
        self._retry_at = self._warn_at = 0.0

    async def count_request(self, rules: Sequence[Rule]) -> list[int]:
        if monotonic() < self._retry_at:
            return []
        keys = [f"rate-limit:{key}" for key, _, _ in rules]
        arguments = [number for _, *numbers in rules for number in numbers]
        try:
            return list(await self._script(keys, arguments))
        except (RedisError, OSError) as error:
            self._pause_counting(error)
            return []

    def _pause_counting(self, error: Exception) -> None:
        """Let requests pass for a second, so that they do not wait for a server that is down."""
        self._retry_at = monotonic() + 1
        if monotonic() >= self._warn_at:
            self._warn_at = monotonic() + 60
            logger.warning(
                "Requests pass without a rate limit, because Redis is unavailable: %s", error
            )

    async def is_available(self) -> bool:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def close(self) -> None:
        await self._redis.aclose()
