"""Sockets: where the server listens, by `HOST` and `PORT`.

`python -m app.server.listening` says whether it can listen there. `make run` asks that first,
because the command that restarts the app on every change would wait for one.
"""

import errno
import os
import socket
import stat
import sys
from contextlib import suppress

from app.config import Settings, load_settings

# The last is left out on a machine without IPv6, and the first on one with IPv6 alone.
LOCAL, EVERYWHERE = ["127.0.0.1", "::1"], ["0.0.0.0", "::"]  # noqa: S104, of a container
# This machine has no such address, or no addresses of that kind.
MISSING = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


def bind_sockets(settings: Settings) -> list[socket.socket]:
    """Bind the sockets to listen on.

    End the process with a sentence if the port is taken, or if the machine has no such address.
    """
    if settings.host.startswith("unix:"):
        return [bind_unix_socket(settings.host.removeprefix("unix:"))]
    bound = [sock for address in list_addresses(settings) if (sock := bind(address, settings.port))]
    if not bound:
        raise SystemExit(f"Set HOST to an address of this machine, which {settings.host} is not.")
    return bound


def raise_file_limit() -> None:
    """Let this process open as many files as the system allows. Each connection is one.

    Many systems begin with 1024, for the sake of programs much older than this one.
    """
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(ValueError, OSError):  # macOS allows fewer than it says.
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def bind_unix_socket(path: str) -> socket.socket:
    """Bind a Unix socket, in place of the one that an earlier process has left."""
    folder = os.path.dirname(path)
    if not os.access(folder, os.W_OK):
        raise SystemExit(f"Set HOST to a socket in a folder that the app may write to: {folder}")
    with suppress(FileNotFoundError):
        if stat.S_ISSOCK(os.stat(path).st_mode):
            os.unlink(path)
    sock = socket.socket(socket.AF_UNIX)
    umask = os.umask(0)  # The permissions of the folder say who may connect.
    try:
        sock.bind(path)
    except OSError as error:
        raise SystemExit(f"Set HOST to another socket: {error.strerror}, {path}") from None
    finally:
        os.umask(umask)
    return sock


def list_addresses(settings: Settings) -> list[str]:
    if not settings.host:
        return EVERYWHERE if settings.is_production else LOCAL
    return LOCAL if settings.host == "localhost" else [settings.host]


def bind(address: str, port: int) -> socket.socket | None:
    """Bind a socket to the address. Return None if this machine has no such address."""
    try:
        sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    except OSError:
        return None
    if os.name == "posix":  # On Windows it would let two servers share a port.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sock.family == socket.AF_INET6:
        # IPv4 has a socket of its own, so that its clients have addresses in their usual form.
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        sock.bind((address, port))
    except OSError as error:
        sock.close()
        if error.errno in MISSING:
            return None
        if error.errno == errno.EADDRINUSE:
            raise SystemExit(describe_taken_port(port)) from None
        raise SystemExit(f"Set another HOST or PORT: {error.strerror}, {address} {port}") from None
    return sock


def bind_beside(sock: socket.socket, *, is_shared: bool) -> socket.socket | None:
    """Bind a socket for UDP at the address of one for TCP. Return None for a Unix socket.

    Workers cannot share one socket, as they would get each other's packets. The system gives all
    packets of a client to the same of several sockets.
    """
    if sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return None
    address = sock.getsockname()
    bound = socket.socket(sock.family, socket.SOCK_DGRAM)
    if is_shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if sock.family == socket.AF_INET6:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise SystemExit(f"Set another PORT: {error.strerror}, UDP {address[1]}") from None
    bound.setblocking(False)
    return bound


def describe_taken_port(port: int) -> str:
    other = port + 1 if port < 65535 else port - 1
    return f"Port {port} is taken. Use another one, for example: PORT={other} make run"


if __name__ == "__main__":
    bind_sockets(load_settings())
