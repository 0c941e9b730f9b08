"""The WebSocket of presence: each page tells whether it is looked at, and hears of the others."""

import asyncio
from datetime import timedelta

from quart import Blueprint, current_app, websocket
from quart_auth import login_required
from quart_rate_limiter import RateLimitExceeded, rate_limit

from app.accounts.sessions import current_user, describe_device
from app.db import DatabaseUnavailable
from app.live import HEARTBEAT, Hub, Queue
from app.presence.sightings import AWAY, LOOKING, Presence
from app.web.limits import limit_attempts

blueprint = Blueprint("presence_api", __name__, url_prefix="/api")

MESSAGES_A_MINUTE = 60
# Why a WebSocket is closed, as RFC 6455 and its registry number the reasons.
NOT_UNDERSTOOD, NOT_ALLOWED, RESTARTING = 1003, 1008, 1012
Reason = tuple[int, str]


@blueprint.websocket("/presence")
@login_required
@rate_limit(30, timedelta(minutes=1))
async def share_presence() -> None:
    """Until the client leaves, its session ends or the server stops."""
    hub: Hub = current_app.extensions["LIVE"]
    agent = websocket.headers.get("User-Agent", "")
    presence = Presence(hub, await asyncio.to_thread(describe_device, agent))
    hub.check_room(presence.topic)
    with hub.open_queue(presence.topic) as queue:
        try:
            async with asyncio.TaskGroup() as tasks:
                await presence.tell(asks=True)
                both = {
                    tasks.create_task(read_states(presence)),
                    tasks.create_task(send_devices(presence, queue)),
                }
                ended, others = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                for task in others:
                    task.cancel()
            await websocket.close(*ended.pop().result())
        finally:
            await presence.tell(AWAY)


async def read_states(presence: Presence) -> Reason:
    while (state := await websocket.receive()) in {LOOKING, AWAY}:
        try:
            await limit_attempts(presence.topic, MESSAGES_A_MINUTE, timedelta(minutes=1))
        except RateLimitExceeded as error:
            return NOT_ALLOWED, str(error.description)
        await presence.tell(str(state))
    return NOT_UNDERSTOOD, f'Send "{LOOKING}" or "{AWAY}".'


async def send_devices(presence: Presence, queue: Queue) -> Reason:
    """Send the devices whenever they change, and at times, as a proxy ends what is silent.

    hypercorn's own pings would hold up its stop until the next of them.
    """
    sent = None
    while (event := await queue.get()) is not None:
        if event == HEARTBEAT:
            try:
                if not await current_user.is_still_authenticated():
                    return NOT_ALLOWED, "Log in again."
            except DatabaseUnavailable as error:
                return RESTARTING, str(error.description)
        await presence.hear(event)
        devices = presence.list_devices()
        if devices != sent or event == HEARTBEAT:
            await websocket.send_json({"devices": devices})
            sent = devices
    return RESTARTING, "The server stops."
