"""Development: answer this machine only, because the mailbox opens every account.

A server that runs in development by mistake then refuses everyone, instead of showing them mail.
"""

import re
from urllib.parse import urlsplit

from quart import Quart, has_request_context, request, websocket
from quart.wrappers.base import BaseRequestWebsocket
from werkzeug.exceptions import Forbidden

from app.config import Settings
from app.web.hosts import is_local_host, read_host

# The headers by which proxies and tunnels say that they pass a request on.
FORWARDING = re.compile(
    r"(x-)?forwarded(-.+)?|via|x-real-ip|(x-|true-|fly-|fastly-)?(cluster-)?client-ip"
    r"|x-original-(for|host|url)|x-arr-.+|x-envoy-.+|cf-.+|cdn-loop",
    re.IGNORECASE,
)


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.app_env != "development":
        return

    async def refuse_others() -> None:
        message = request if has_request_context() else websocket
        host = read_host(message.headers.get("Host", ""))
        if host not in settings.development_hosts and not is_from_this_machine(message):
            raise Forbidden(explain_refusal(host))

    app.before_request(refuse_others)
    app.before_websocket(refuse_others)


def is_from_this_machine(message: BaseRequestWebsocket) -> bool:
    """Return whether a program on this machine sent this, and passed it on for nobody else."""
    # "<local>" is Quart's word for a client without an address, as on a Unix socket.
    is_near = message.remote_addr == "<local>" or is_local_host(message.remote_addr or "")
    is_forwarded = any(FORWARDING.fullmatch(name) for name, _ in message.headers.items())
    # By default nginx adds no header, and names this machine as the host. But it speaks HTTP/1.0,
    # which no browser does.
    is_old = message.http_version == "1.0"
    host = read_host(message.headers.get("Host", ""))
    return is_near and is_local_host(host) and not is_forwarded and not is_old


def explain_refusal(host: str) -> str:
    return (
        "This app runs in development, where it answers only its own machine. To publish it, set "
        "APP_ENV=production. To develop on another device or through a proxy, set "
        f"DEVELOPMENT_HOSTS={host or 'to the host you open'}."
    )


def find_base_url(settings: Settings) -> str:
    """Return the start of links in mails: in development, the host that the person has opened.

    A link to another name of this machine would open in a browser without their cookies. Anywhere
    else, a stranger could send a person a link to any host by naming it in a request.
    """
    is_open = settings.app_env == "development" and has_request_context()
    # A tunnel speaks HTTPS, and passes the request on as HTTP.
    if not is_open or request.host == urlsplit(settings.base_url).netloc:
        return settings.base_url
    return f"{request.scheme}://{request.host}"
