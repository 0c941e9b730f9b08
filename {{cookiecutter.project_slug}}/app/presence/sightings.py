"""Sightings: what each open page tells the person's other pages about itself.

Nothing is stored. The pages publish their sightings through `app/live/`, and a page forgets another
page that has been silent for a while, for example because its process died.
"""

from time import monotonic
from uuid import uuid4

from msgspec import Struct, json

from app.accounts.sessions import current_user
from app.live import HEARTBEAT, HEARTBEAT_SECONDS, MISSED, Hub

FORGET_SECONDS = 3 * HEARTBEAT_SECONDS
LOOKING, AWAY = "looking", "away"


class Sighting(Struct):
    """A message from one page to the others. `asks` asks them to publish their own."""

    page: str
    device: str
    state: str
    asks: bool = False


class Presence:
    """One open page, and what it knows about the person's other pages."""

    def __init__(self, hub: Hub, device: str) -> None:
        self.topic = f"presence:{current_user.user.id}"
        self._hub = hub
        self._page, self._device, self._state = uuid4().hex, device, LOOKING
        self._others: dict[str, tuple[str, float]] = {}

    async def publish_state(self, state: str | None = None, asks: bool = False) -> None:
        """Publish the state of this page. Without a new state, publish the present one again."""
        self._state = state or self._state
        sighting = Sighting(self._page, self._device, self._state, asks)
        await self._hub.publish_event(self.topic, json.encode(sighting).decode())

    async def handle_event(self, event: str) -> None:
        """Note what another page has published, and answer if it asks."""
        if event in {HEARTBEAT, MISSED}:
            await self.publish_state(asks=event == MISSED)
            return
        sighting = json.decode(event, type=Sighting)
        if sighting.page == self._page:
            return
        self._others.pop(sighting.page, None)
        if sighting.state == LOOKING:
            self._others[sighting.page] = sighting.device, monotonic()
        if sighting.asks:
            await self.publish_state()

    def list_devices(self) -> list[str]:
        """Return the devices on which the person looks at another page, each of them once."""
        since = monotonic() - FORGET_SECONDS
        return sorted({device for device, seen_at in self._others.values() if seen_at > since})
