"""Who is there, kept by nobody: each page tells the others of itself, through `app/live.py`.

A page forgets whom it has not heard of for a while, such as the pages of a process that died.
"""

from time import monotonic
from uuid import uuid4

from msgspec import Struct, json

from app.accounts.sessions import current_user
from app.live import HEARTBEAT, HEARTBEAT_SECONDS, MISSED, Hub

FORGET_SECONDS = 3 * HEARTBEAT_SECONDS
LOOKING, AWAY = "looking", "away"


class Sighting(Struct):
    """What one page tells the others."""

    page: str
    device: str
    state: str
    asks: bool = False


class Presence:
    """One open page, and what it has heard of the others."""

    def __init__(self, hub: Hub, device: str) -> None:
        self.topic = f"presence:{current_user.user.id}"
        self._hub = hub
        self._page, self._device, self._state = uuid4().hex, device, LOOKING
        self._others: dict[str, tuple[str, float]] = {}

    async def tell(self, state: str | None = None, asks: bool = False) -> None:
        """Tell the others of this page, and perhaps ask them to tell of themselves."""
        self._state = state or self._state
        sighting = Sighting(self._page, self._device, self._state, asks)
        await self._hub.publish_event(self.topic, json.encode(sighting).decode())

    async def hear(self, event: str) -> None:
        if event in {HEARTBEAT, MISSED}:
            await self.tell(asks=event == MISSED)
            return
        sighting = json.decode(event, type=Sighting)
        if sighting.page == self._page:
            return
        self._others.pop(sighting.page, None)
        if sighting.state == LOOKING:
            self._others[sighting.page] = sighting.device, monotonic()
        if sighting.asks:
            await self.tell()

    def list_devices(self) -> list[str]:
        """Where else the list is looked at, each device once."""
        since = monotonic() - FORGET_SECONDS
        return sorted({device for device, heard_at in self._others.values() if heard_at > since})
