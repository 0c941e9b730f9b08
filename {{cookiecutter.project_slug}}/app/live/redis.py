"""Live events between processes, through Redis."""

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
    """A hub that shares events through Redis. While Redis is unavailable, each process is alone."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = Redis.from_url(url, health_check_interval=10)
        self._is_connected = False

    async def publish_event(self, topic: str, event: str) -> None:
        if self._is_connected:
            try:
                async with asyncio.timeout(PUBLISH_SECONDS):
                    await self._redis.publish(f"live:{topic}", event)
                return
            except (RedisError, OSError) as error:
                logger.warning("Other processes missed the event on %s: %r", topic, error)
        self.deliver_event(topic, event)

    async def relay_events(self) -> None:
        has_warned = False
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.psubscribe("live:*")
                    self._is_connected, has_warned = True, False
                    self.deliver_to_all(MISSED)
                    async for message in subscription.listen():
                        self._deliver_message(message)
            except (RedisError, OSError) as error:
                self._is_connected = False
                if not has_warned:
                    logger.warning(
                        "Live events stay in this process, because Redis is unavailable: %r", error
                    )
                has_warned = True
                await asyncio.sleep(RETRY_SECONDS)

    def _deliver_message(self, message: dict[str, Any]) -> None:
        if message["type"] == "pmessage":
            topic = message["channel"].decode().removeprefix("live:")
            self.deliver_event(topic, message["data"].decode())

    async def close(self) -> None:
        await self._redis.aclose()
