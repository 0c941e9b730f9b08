"""Rate limits that all processes share through Redis.

This module is imported only if `REDIS_URL` is set, because importing Redis takes a sixth of the
time that the app needs to start.
"""

import logging
from collections.abc import Sequence
from time import monotonic

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from app.web.limits import MemoryStore, Rule

logger = logging.getLogger(__name__)

# The longest that a request waits for Redis.
TIMEOUT_SECONDS = 0.5
# By default a pool refuses more than 100 connections. This one lets further requests wait.
MAX_CONNECTIONS = 20


class RedisStore:
    """The counts of all processes. While Redis cannot answer, each process counts by itself."""

    COUNT_REQUEST = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local waits, room = {}, true
        for i, key in ipairs(KEYS) do
            local idle_at = tonumber(redis.call('GET', key)) or now
            -- No key is busy for longer than its period, unless the clock was set back.
            if idle_at - now > tonumber(ARGV[2 * i - 1]) then idle_at = now end
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
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=MAX_CONNECTIONS,
            timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
        )
        self._redis = Redis.from_pool(pool)
        self._own = MemoryStore()
        self._script = self._redis.register_script(self.COUNT_REQUEST)
        self._retry_at = self._warn_at = 0.0

    async def count_request(self, rules: Sequence[Rule]) -> list[int]:
        if monotonic() < self._retry_at:
            return await self._own.count_request(rules)
        keys = [f"rate-limit:{key}" for key, _, _ in rules]
        arguments = [number for _, *numbers in rules for number in numbers]
        try:
            return list(await self._script(keys, arguments))
        except (RedisError, OSError) as error:
            self._pause_counting(error)
            return await self._own.count_request(rules)

    def _pause_counting(self, error: Exception) -> None:
        """Do not ask Redis for a second, so that no request waits for a server that is down."""
        self._retry_at = monotonic() + 1
        if monotonic() >= self._warn_at:
            self._warn_at = monotonic() + 60
            logger.warning("Each process counts rate limits by itself, without Redis: %r", error)

    async def is_available(self) -> bool:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def close(self) -> None:
        await self._redis.aclose()
