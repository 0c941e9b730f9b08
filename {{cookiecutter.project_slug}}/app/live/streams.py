"""Server-sent events: one stream per open page, of what is told through `app/live.py`.

They are plain HTTP, pass every proxy, and a browser opens one that broke again by itself; one that
was refused, by a server or a proxy, is left to the page's script. A WebSocket is for a browser that
itself has to tell something all the time.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from quart import Response, current_app, request
from werkzeug.exceptions import Forbidden

from app.db import DatabaseAway
from app.live import HEARTBEAT, Hub
from app.web.cross_site import is_cross_site


async def stream_events(topic: str, may_go_on: Callable[[], Awaitable[bool]]) -> Response:
    """Answer with the events of one topic, until the client leaves or the server stops.

    `may_go_on` is asked at every heartbeat, so that a stream ends with the session that it was
    opened in. Raises `TooManyRequests` where the topic has too many listeners.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    hub: Hub = app.extensions["LIVE"]
    if is_cross_site(request):
        # A GET, but it goes on and on with the cookies of the person.
        raise Forbidden("This request came from another site.")
    hub.require_room(topic)

    async def generate() -> AsyncIterator[str]:
        with hub.listen(topic) as queue:
            yield "retry: 1000\n\n"
            while (event := await queue.get()) is not None:
                if event == HEARTBEAT:
                    try:
                        async with app.app_context():
                            if not await may_go_on():
                                return
                    except DatabaseAway:
                        return  # The client comes back by itself.
                    # A proxy ends a connection that is silent, and a write finds a client gone.
                    yield ": heartbeat\n\n"
                else:
                    yield f"data: {event}\n\n"

    # To HEAD no body is sent, so that nobody would notice where it ends.
    events = "" if request.method == "HEAD" else generate()
    response = Response(events, content_type="text/event-stream")
    response.timeout = None
    # Proxies such as nginx would collect the answer before they pass it on.
    response.headers["X-Accel-Buffering"] = "no"
    return response
