"""The WebSocket of presence. A page sends whether its person is looking at it, or away.

It receives the other devices on which the person is looking at a page.
"""

import asyncio
from datetime import timedelta

from quart import Blueprint, current_app, websocket
from quart_auth import login_required
from quart_rate_limiter import RateLimitExceeded, rate_limit

from app.accounts.devices import describe_device
from app.accounts.sessions import current_user
from app.db import DatabaseUnavailable
from app.live import HEARTBEAT, Hub
from app.live.queues import Queue
from app.presence.sightings import AWAY, LOOKING, Presence
from app.web.limits import limit_attempts

blueprint = Blueprint("presence_api", __name__, url_prefix="/api")

MESSAGES_A_MINUTE = 60
# The codes for closing a WebSocket, as RFC 6455 and its registry define them.
NOT_UNDERSTOOD, NOT_ALLOWED, RESTARTING = 1003, 1008, 1012
# A code, and a sentence for the developer of the client.
Reason = tuple[int, str]


@blueprint.websocket("/presence")
@login_required
@rate_limit(30, timedelta(minutes=1))
async def share_presence() -> None:
    """Share presence until the client leaves, its session ends or the server stops."""
    hub: Hub = current_app.extensions["LIVE"]
    agent = websocket.headers.get("User-Agent", "")
    presence = Presence(hub, await asyncio.to_thread(describe_device, agent))
    hub.check_room(presence.topic)
    with hub.open_queue(presence.topic) as queue:
        try:
            async with asyncio.TaskGroup() as tasks:
                await presence.publish_state(asks=True)
                both = {
                    tasks.create_task(receive_states(presence)),
                    tasks.create_task(send_devices(presence, queue)),
                }
                ended, others = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                for task in others:
                    task.cancel()
            await websocket.close(*ended.pop().result())
        finally:
            await presence.publish_state(AWAY)


async def receive_states(presence: Presence) -> Reason:
    while (state := await websocket.receive()) in {LOOKING, AWAY}:
        try:
            await limit_attempts(presence.topic, MESSAGES_A_MINUTE, timedelta(minutes=1))
        except RateLimitExceeded as error:
            return NOT_ALLOWED, str(error.description)
        await presence.publish_state(str(state))
    return NOT_UNDERSTOOD, f'Send "{LOOKING}" or "{AWAY}".'


async def send_devices(presence: Presence, queue: Queue) -> Reason:
    """Send the devices when they change, and at every heartbeat.

    Without heartbeats, proxies close a silent connection. Hypercorn's own pings are no alternative:
    the server would not stop before the next ping.
    """
    sent = None
    while (event := await queue.get()) is not None:
        if event == HEARTBEAT:
            try:
                if not await current_user.is_still_authenticated():
                    return NOT_ALLOWED, "Log in again."
            except DatabaseUnavailable as error:
                return RESTARTING, str(error.description)
        await presence.handle_event(event)
        devices = presence.list_devices()
        if devices != sent or event == HEARTBEAT:
            await websocket.send_json({"devices": devices})
            sent = devices
    return RESTARTING, "The server is stopping."
