"""Presence: on which other devices a person has the list before them.

By a WebSocket, as every page says all the time whether it is looked at. Nothing keeps who is there:
each page tells the others of itself, through `app/live.py` and so across processes, and forgets
whom it has not heard of for a while, such as the pages of a process that died.
"""

import asyncio
from datetime import timedelta
from time import monotonic
from uuid import uuid4

from msgspec import Struct, json
from quart import Blueprint, current_app, websocket
from quart_auth import login_required
from quart_rate_limiter import RateLimitExceeded, rate_limit

from app.accounts.sessions import current_user, describe_device
from app.limits import take_one
from app.live import HEARTBEAT, HEARTBEAT_SECONDS, MISSED, Hub, Queue

# Without `cors()`, which refuses even our own pages here; `app/cross_site.py` refuses other sites.
blueprint = Blueprint("todos_presence", __name__, url_prefix="/api/todos")

FORGET_SECONDS = 3 * HEARTBEAT_SECONDS
MESSAGES_A_MINUTE = 60
LOOKING, AWAY = "looking", "away"
# Why a WebSocket is closed, as RFC 6455 and its registry number the reasons.
NOT_UNDERSTOOD, NOT_ALLOWED, RESTARTING = 1003, 1008, 1012


class Sighting(Struct):
    """What one page tells the others."""

    page: str
    device: str
    state: str
    asks: bool = False


class Presence:
    """One open page, and what it has heard of the others."""

    def __init__(self, device: str) -> None:
        self.topic = f"presence:{current_user.user.id}"
        self._hub: Hub = current_app.extensions["LIVE"]
        self._page, self._device, self._state = uuid4().hex, device, LOOKING
        self._others: dict[str, tuple[str, float]] = {}

    async def tell(self, state: str | None = None, asks: bool = False) -> None:
        """Tell the others of this page, and perhaps ask them to tell of themselves."""
        self._state = state or self._state
        sighting = Sighting(self._page, self._device, self._state, asks)
        await self._hub.publish(self.topic, json.encode(sighting).decode())

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


@blueprint.websocket("/presence")
@login_required
@rate_limit(30, timedelta(minutes=1))
async def share_presence() -> None:
    """Until the client leaves, its session ends or the server stops."""
    hub: Hub = current_app.extensions["LIVE"]
    agent = websocket.headers.get("User-Agent", "")
    presence = Presence(await asyncio.to_thread(describe_device, agent))
    hub.require_room(presence.topic)
    with hub.listen(presence.topic) as queue:
        try:
            async with asyncio.TaskGroup() as tasks:
                reading = tasks.create_task(read_states(presence))
                await presence.tell(asks=True)
                await send_devices(presence, queue)
                reading.cancel()
        finally:
            await presence.tell(AWAY)


async def read_states(presence: Presence) -> None:
    while (state := await websocket.receive()) in {LOOKING, AWAY}:
        try:
            await take_one(presence.topic, MESSAGES_A_MINUTE, timedelta(minutes=1))
        except RateLimitExceeded as error:
            await websocket.close(NOT_ALLOWED, str(error.description))
            return
        await presence.tell(str(state))
    await websocket.close(NOT_UNDERSTOOD, f'Send "{LOOKING}" or "{AWAY}".')


async def send_devices(presence: Presence, queue: Queue) -> None:
    """Send the devices whenever they change."""
    sent = None
    while (event := await queue.get()) is not None:
        if event == HEARTBEAT and not await current_user.is_still_authenticated():
            await websocket.close(NOT_ALLOWED, "Log in again.")
            return
        await presence.hear(event)
        devices = presence.list_devices()
        if devices != sent:
            await websocket.send_json({"devices": devices})
            sent = devices
    await websocket.close(RESTARTING, "The server stops.")
