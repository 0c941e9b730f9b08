"""Live events among several processes, through Redis."""

import asyncio
import logging
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.live import MISSED, Hub

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# Longer than this no change waits for Redis.
PUBLISH_SECONDS = 1.0


class RedisHub(Hub):
    """While Redis is away, each process passes on its own events alone."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = Redis.from_url(url, health_check_interval=10)
        self._is_connected = False

    async def publish(self, topic: str, event: str) -> None:
        """Raises nothing."""
        if self._is_connected:
            try:
                async with asyncio.timeout(PUBLISH_SECONDS):
                    await self._redis.publish(f"live:{topic}", event)
                return
            except (RedisError, OSError) as error:
                logger.warning("Other processes did not hear of %s: %r", topic, error)
        self.deliver(topic, event)

    async def relay(self) -> None:
        has_warned = False
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.psubscribe("live:*")
                    self._is_connected, has_warned = True, False
                    self.deliver_to_all(MISSED)
                    async for message in subscription.listen():
                        self._pass_on(message)
            except (RedisError, OSError) as error:
                self._is_connected = False
                if not has_warned:
                    logger.warning("Live events stay in this process, as Redis is away: %r", error)
                has_warned = True
                await asyncio.sleep(RETRY_SECONDS)

    def _pass_on(self, message: dict[str, Any]) -> None:
        if message["type"] == "pmessage":
            topic = message["channel"].decode().removeprefix("live:")
            self.deliver(topic, message["data"].decode())

    async def close(self) -> None:
        await self._redis.aclose()
