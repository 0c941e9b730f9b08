"""Server-sent events: a stream of live events for each open page.

Such a stream is plain HTTP, so it passes every proxy, and a browser opens it again if it breaks.
If it is refused, by the server or by a proxy, the page's script has to open it again. Use a
WebSocket instead if the page itself sends messages all the time.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from quart import Response, current_app, request
from werkzeug.exceptions import Forbidden

from app.db import DatabaseUnavailable
from app.live import HEARTBEAT, Hub
from app.web.cross_site import is_cross_site


async def stream_events(topic: str, may_continue: Callable[[], Awaitable[bool]]) -> Response:
    """Respond with the events of a topic, until the client leaves or the server stops.

    Call `may_continue` at every heartbeat, so that the stream ends with the session that opened it.
    Raise `TooManyRequests` if the topic has too many listeners.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    hub: Hub = app.extensions["LIVE"]
    if is_cross_site(request):
        # It is a GET, but it runs for long with the cookies of the person.
        raise Forbidden("This request came from another site.")
    hub.check_room(topic)

    async def generate_events() -> AsyncIterator[str]:
        with hub.open_queue(topic) as queue:
            yield "retry: 1000\n\n"
            while (event := await queue.get()) is not None:
                if event == HEARTBEAT:
                    try:
                        async with app.app_context():
                            if not await may_continue():
                                return
                    except DatabaseUnavailable:
                        return  # The client opens a new stream.
                    # Proxies close silent connections, and only a write shows that a client left.
                    yield ": heartbeat\n\n"
                else:
                    yield f"data: {event}\n\n"

    # A response to HEAD has no body, so nothing would ever end the stream.
    events = "" if request.method == "HEAD" else generate_events()
    response = Response(events, content_type="text/event-stream")
    response.timeout = None
    # Otherwise proxies such as nginx collect the response before they pass it on.
    response.headers["X-Accel-Buffering"] = "no"
    return response
