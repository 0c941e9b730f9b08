"""Where the production server listens, and what the image's health check asks."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import PROJECT_FOLDER, Settings
from app.server import listening
from app.server.listening import bind_sockets, describe_taken_port, raise_file_limit
from tests.servers import run_server
from tests.sockets import ask

pytestmark = pytest.mark.slow

REQUEST = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Unix sockets")


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


def read_addresses(settings: Settings) -> set[str]:
    """Bind the sockets, and return their addresses."""
    addresses = set()
    for each in bind_sockets(settings):
        with each as sock:
            addresses.add(sock.getsockname()[0])
    return addresses


@pytest.mark.skipif(not has_ipv6(), reason="This machine has no IPv6")
@pytest.mark.parametrize(
    ("app_env", "host", "addresses"),
    [
        ("development", "", {"127.0.0.1", "::1"}),
        ("production", "", {"0.0.0.0", "::"}),  # noqa: S104
        ("production", "localhost", {"127.0.0.1", "::1"}),
        ("production", "127.0.0.1", {"127.0.0.1"}),
        ("production", "::1", {"::1"}),
    ],
)
def test_it_listens_where_the_settings_say(
    settings: Settings, unused_tcp_port: int, app_env: str, host: str, addresses: set[str]
) -> None:
    changes = {"app_env": app_env, "host": host, "port": unused_tcp_port}

    assert read_addresses(settings.model_copy(update=changes)) == addresses


def test_a_machine_without_ipv6_listens_on_ipv4(
    settings: Settings, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No machine has an address that is set aside for documentation.
    monkeypatch.setattr(listening, "LOCAL", ["127.0.0.1", "2001:db8::1"])

    addresses = read_addresses(settings.model_copy(update={"port": unused_tcp_port}))

    assert addresses == {"127.0.0.1"}


def test_an_address_of_another_machine_is_refused(settings: Settings, unused_tcp_port: int) -> None:
    changes = {"host": "192.0.2.1", "port": unused_tcp_port}

    with pytest.raises(SystemExit, match="Set HOST to an address of this machine"):
        bind_sockets(settings.model_copy(update=changes))


@posix
def test_a_socket_in_a_folder_that_is_missing_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    changes = {"host": f"unix:{tmp_path}/missing/app.sock"}

    with pytest.raises(SystemExit, match="Set HOST to a socket in a folder"):
        bind_sockets(settings.model_copy(update=changes))


@pytest.mark.parametrize(("port", "other"), [(8000, 8001), (65535, 65534)])
def test_a_taken_port_is_told_with_the_command_for_another(port: int, other: int) -> None:
    assert describe_taken_port(port).endswith(f"PORT={other} make run")


@pytest.mark.skipif(not has_ipv6(), reason="This machine has no IPv6")
async def test_it_answers_on_both_kinds_of_address(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port):
        answers = [await ask(unused_tcp_port, REQUEST, host) for host in ("127.0.0.1", "::1")]
        check = check_health(PORT=str(unused_tcp_port))

    assert [answer[:12] for answer in answers] == [b"HTTP/1.1 200"] * 2
    assert check == 0


@pytest.mark.skipif(not has_ipv6(), reason="This machine has no IPv6")
async def test_the_health_check_finds_a_server_on_ipv6_alone(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    settings = server_settings.model_copy(update={"host": "::1"})
    async with run_server(settings, unused_tcp_port):
        check = check_health(PORT=str(unused_tcp_port))

    assert check == 0


async def test_the_health_check_speaks_tls_with_a_server_that_does(
    tls_settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(tls_settings, unused_tcp_port):
        variables = {"PORT": str(unused_tcp_port), "TLS_CERTIFICATE": tls_settings.tls_certificate}
        checks = [check_health(**variables), check_health(PORT=str(unused_tcp_port))]

    assert checks == [0, 1]


@posix
async def test_it_answers_on_a_unix_socket(
    server_settings: Settings, unused_tcp_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = f"unix:{tmp_path}/app.sock"
    monkeypatch.setenv("HOST", host)
    async with run_server(server_settings, unused_tcp_port):
        check = check_health(HOST=host)

    assert check == 0


def test_the_health_check_fails_where_nothing_listens(unused_tcp_port: int) -> None:
    assert check_health(PORT=str(unused_tcp_port)) != 0


def check_health(**environment: str) -> int:
    """Run the image's health check, and return its exit status."""
    command = [sys.executable, "-I", str(PROJECT_FOLDER / "app" / "health_check.py")]
    return subprocess.run(command, env=environment, check=False, capture_output=True).returncode


def test_the_server_may_open_as_many_files_as_the_system_allows() -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limits")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 500), hard))
    try:
        raise_file_limit()

        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
