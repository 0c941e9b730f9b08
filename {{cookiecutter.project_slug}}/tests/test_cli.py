"""The command `app`."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app.cli import main
from app.config import PROJECT_FOLDER, Settings


def run_app(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *words],
        cwd=PROJECT_FOLDER,
        env={**os.environ, "SECRET_KEY": "0123456789abcdef" * 2, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Call the command in this process, as a shell would."""

    def call(*words: str, **environment: str) -> None:
        for name, value in {"SECRET_KEY": "0123456789abcdef" * 2, **environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["app", *words])
        main()

    return call


def test_it_shows_its_commands(run_command: Callable[..., Result]) -> None:
    result = run_command("--help")

    assert result.exit_code == 0
    for command in ("run", "serve", "run-tasks", "create-user", "send-test-mail", "routes"):
        assert f"\n  {command}" in result.output
    assert "db-migrate" not in result.output


@pytest.mark.slow
def test_bad_settings_are_told_without_a_trace() -> None:
    result = run_app("serve", SECRET_KEY="short", TRUSTED_HOPS="many")

    assert result.returncode == 1
    assert "  SECRET_KEY: " in result.stderr
    assert "  TRUSTED_HOPS: " in result.stderr
    assert "Traceback" not in result.stderr


def test_an_old_schema_is_told_without_a_trace(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    command: Callable[..., None],
    unused_tcp_port: int,
) -> None:
    # With a port of its own, as the app itself may run at the usual one.
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.db", "PORT": str(unused_tcp_port)}
    with pytest.raises(SystemExit, match="alembic upgrade head"):
        command("serve", **environment)

    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run_tasks", "said"),
    [("true", "runs the periodic tasks too"), ("false", "RUN_TASKS is false")],
)
def test_a_port_that_is_taken_is_told_without_a_trace(
    settings: Settings, run_tasks: str, said: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {"DATABASE_URL": settings.database_url, "RUN_TASKS": run_tasks}
        result = run_app("serve", PORT=port, **environment)

    assert result.returncode == 1
    assert said in result.stderr
    assert f"Port {port} is taken" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_is_away_is_told_without_a_trace(
    tmp_path: Path, command: Callable[..., None]
) -> None:
    file = tmp_path / "app.db"
    file.write_text("no database " * 100)

    with pytest.raises(SystemExit, match="The database of DATABASE_URL is unavailable"):
        command("list-mail", DATABASE_URL=f"sqlite:///{file}")


def test_only_options_that_do_something_are_offered(
    command: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command("--help")

    options = {word for word in capsys.readouterr().out.split() if word.startswith("--")}
    assert options == {"--debug", "--no-debug", "--version", "--help"}
