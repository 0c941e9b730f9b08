"""Rate limits: quart-rate-limiter's rules, counted by user and address, shared through Redis."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from ipaddress import ip_address, ip_network
from math import ceil
from time import monotonic_ns
from typing import Any, Protocol

from quart import Quart, Response, current_app, g, has_request_context, request, websocket
from quart_auth import current_user
from quart_rate_limiter import RateLimit, RateLimiter, RateLimitExceeded

from app.config import Settings
from app.web.schemes import find_credentials

# A rule: its key, its period and the part of it that one request uses, both in microseconds.
Rule = tuple[str, int, int]

# For every route but static files, in addition to a `@rate_limit` of the route.
DEFAULT_LIMIT = (300, timedelta(minutes=1))

# How many limits the /48 network around an IPv6 address may use. Providers give a customer either a
# /64 or a /48.
NETWORKS_IN_48 = 4


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    store: Store = MemoryStore()
    if settings.redis_url:
        from app.web.redis_limits import RedisStore

        store = RedisStore(settings.redis_url)
    app.extensions["RATE_LIMIT_STORE"] = store
    AtomicRateLimiter(store, app, default_limits=[RateLimit(*DEFAULT_LIMIT)])
    app.after_serving(store.close)


def identify_clients(view: Callable[..., Any]) -> list[tuple[str, int]]:
    """Return the names under which a request counts, each with the number of limits it may use.

    They are the user and the address, but never a header that clients can write. A public view
    counts the address in any case: anyone can collect the cookies of many accounts, and a session
    that has ended is not looked up.
    """
    # The signed cookie holds the user's ID, so a request over the limit costs no query.
    user_id = (current_user.auth_id or "").partition(".")[0]
    users = [(user_id, 1)] if user_id else []
    if users and not getattr(view, "public", False):
        return users
    address = request.remote_addr if has_request_context() else websocket.remote_addr
    return users + name_networks(address or "unknown")


def name_networks(address: str) -> list[tuple[str, int]]:
    """Return the networks of an IPv6 address, because one subscriber has 2^64 addresses or more."""
    try:
        ip = ip_address(address)
    except ValueError:
        return [(address, 1)]  # such as the path of a local socket
    # Some proxies write an IPv4 address in the form of an IPv6 address.
    if ip.version == 4 or ip.ipv4_mapped:
        return [(str(getattr(ip, "ipv4_mapped", None) or ip), 1)]
    return [
        (str(ip_network((ip, length), strict=False)), share)
        for length, share in ((64, 1), (48, NETWORKS_IN_48))
    ]


async def limit_attempts(key: str, count: int, period: timedelta) -> None:
    """Count an attempt under a key of its own, such as the account that it targets.

    Raise `RateLimitExceeded` if there were more than `count` in the period.
    """
    if not current_app.config.get("QUART_RATE_LIMITER_ENABLED", True):
        return
    microseconds = int(period.total_seconds() * 1_000_000)
    rule = (key, microseconds, microseconds // count)
    waits = await current_app.extensions["RATE_LIMIT_STORE"].count_request([rule])
    if waits[0] > microseconds:
        raise RateLimitExceeded(ceil((waits[0] - microseconds) / 1_000_000))


class Store(Protocol):
    """A store for the generic cell rate algorithm: it keeps when each key will be idle again."""

    async def count_request(self, rules: Sequence[Rule]) -> list[int]:
        """Count one request by every rule, or by none of them if it exceeds any.

        Return the microseconds until each rule's key is idle.
        """

    async def is_available(self) -> bool: ...

    async def close(self) -> None: ...


class AtomicRateLimiter(RateLimiter):
    """A limiter that checks and counts in one go. One after the other, concurrent requests pass."""

    def __init__(self, store: Store, app: Quart, **options: object) -> None:
        self._counts = store
        super().__init__(app, **options)  # type: ignore[arg-type]
        app.before_websocket(self._before_websocket)

    async def _before_websocket(self) -> None:
        """Count the request that opens a WebSocket too, by the rules of its view."""
        view = current_app.view_functions.get(websocket.endpoint or "")
        blueprint = current_app.blueprints.get(websocket.blueprint or "")
        if view is not None and current_app.config["QUART_RATE_LIMITER_ENABLED"]:
            limits = self._get_limits_for_view_function(view, blueprint)
            await self._raise_on_rejection(websocket.endpoint or "", limits)

    async def _raise_on_rejection(self, endpoint: str, rate_limits: list[RateLimit]) -> None:
        if has_request_context() and request.method == "OPTIONS":
            return  # A browser sends this before the actual request, without the cookie.
        if endpoint.rpartition(".")[2] == "static":
            return
        if has_request_context() and find_credentials(request):
            await current_user.is_authenticated  # A token does not name its user.
        clients = identify_clients(current_app.view_functions[endpoint])
        rules = [
            (
                f"{endpoint}-{limit.key}-{client}",
                int(limit.period.total_seconds() * 1_000_000),
                int(limit.inverse * 1_000_000) // share,
            )
            for limit in rate_limits
            for client, share in (
                [(await limit.key_function(), 1)] if limit.key_function else clients
            )
        ]
        if not rules:
            return
        waits = await self._counts.count_request(rules)
        g.rate_limits = list(zip(rules, waits, strict=True))
        retry_after = max((wait - rule[1] for rule, wait in g.rate_limits), default=0)
        if retry_after > 0:
            raise RateLimitExceeded(ceil(retry_after / 1_000_000))

    async def _update_limits(self, endpoint: str, rate_limits: list[RateLimit]) -> None:
        """Do nothing, because the request is already counted."""

    async def _after_request(self, response: Response) -> Response:
        if g.get("rate_limits"):
            # Of the limits with the shortest period, tell of the one that is used up first.
            period, remaining, cost, wait = min(
                (period, max(period - wait, 0) // cost, cost, wait)
                for (_, period, cost), wait in g.rate_limits
            )
            response.headers["RateLimit-Limit"] = str(period // cost)
            response.headers["RateLimit-Remaining"] = str(remaining)
            response.headers["RateLimit-Reset"] = str(ceil(min(wait, period) / 1_000_000))
        return response


class MemoryStore:
    """The counts of one process, for development or a deployment that runs only one."""

    def __init__(self) -> None:
        self._idle_at: dict[str, int] = {}
        self._sweep_at_size = 1000

    async def count_request(self, rules: Sequence[Rule]) -> list[int]:
        # Unlike the time of day, this clock is never set back.
        now = monotonic_ns() // 1000
        self._delete_idle_keys(now)
        waits = [max(self._idle_at.get(key, now) - now, 0) + cost for key, _, cost in rules]
        counted = list(zip(rules, waits, strict=True))
        if all(wait <= period for (_, period, _), wait in counted):
            self._idle_at |= {key: now + wait for (key, _, _), wait in counted}
        return waits

    def _delete_idle_keys(self, now: int) -> None:
        if len(self._idle_at) >= self._sweep_at_size:
            self._idle_at = {key: at for key, at in self._idle_at.items() if at > now}
            self._sweep_at_size = max(1000, 2 * len(self._idle_at))

    async def is_available(self) -> bool:
        return True

    async def close(self) -> None:
        self._idle_at.clear()
