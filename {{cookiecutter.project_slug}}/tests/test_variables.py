"""Variables are read as they were meant, or refused."""

from pathlib import Path

import pytest

from app.variables import OTHER_NAMES, read_variables

SETTINGS = ["APP_ENV", "APP_NAME", "DATABASE_URL", "SMTP_URL", "TRUSTED_HOPS"]
UNKNOWN = "no setting has this name."


@pytest.fixture(autouse=True)
def no_app_env(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the machine of the test name no APP_ENV."""
    for name in {"APP_ENV", "APP_NAME", *OTHER_NAMES}:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("APP_ENV: production", ".env, line 3: write it as NAME=value"),
        ("APP_ENV production", ".env, line 3: write it as NAME=value"),
        ("APP_ENV", ".env, line 3: write it as NAME=value"),
        ("APP_ENV='production", ".env, line 3: write it as NAME=value"),
        ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgE==", ".env, line 3: write it as NAME=value"),
        ("9w0BAQEF==", ".env, line 3: write it as NAME=value"),
        ("app_env=production", f"app_env: {UNKNOWN} Did you mean APP_ENV?"),
        ("APP-ENV=production", f"APP-ENV: {UNKNOWN} Did you mean APP_ENV?"),
        ("APP_EVN=production", f"APP_EVN: {UNKNOWN} Did you mean APP_ENV?"),
        ("QUART_ENV=production", f"QUART_ENV: {UNKNOWN} Did you mean APP_ENV?"),
        ("DATABASE_UR=x", f"DATABASE_UR: {UNKNOWN} Did you mean DATABASE_URL?"),
        ("SMPT_URL=x", f"SMPT_URL: {UNKNOWN} Did you mean SMTP_URL?"),
        ("TRUSTEDHOPS=1", f"TRUSTEDHOPS: {UNKNOWN} Did you mean TRUSTED_HOPS?"),
        ("PELICAN=1", f"PELICAN: {UNKNOWN} Remove it from .env, or explain it in .env.example"),
    ],
)
def test_a_line_that_would_not_be_read_is_refused(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / ".env").write_text(f"APP_NAME=App\n\n{line}\n")

    _, (refusal,) = read_variables(tmp_path, SETTINGS)

    assert refusal.startswith(problem)


@pytest.mark.parametrize(
    "line",
    [
        "APP_ENV=production",
        "APP_ENV = production",
        "export APP_ENV='production'",
        'APP_ENV="production" # on the server',
        "\ufeffAPP_ENV=production\r\n",
    ],
)
def test_a_line_may_be_written_in_several_ways(tmp_path: Path, line: str) -> None:
    (tmp_path / ".env").write_text(line, encoding="utf-8", newline="")

    variables, problems = read_variables(tmp_path, SETTINGS)

    assert (variables["APP_ENV"], problems) == ("production", [])


def test_a_name_for_another_program_is_explained_in_the_example(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PELICAN=1")
    (tmp_path / ".env.example").write_text("# For the pelican.\nPELICAN=")

    assert read_variables(tmp_path, SETTINGS)[1] == []


def test_the_names_that_the_sdk_of_opentelemetry_reads_are_known(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OTEL_BSP_SCHEDULE_DELAY=1000")

    assert read_variables(tmp_path, SETTINGS)[1] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APPENV", "production"),
        ("APP-ENV", "test"),
        ("APP_EVN", "prod"),
        ("FLASK_ENV", "production"),
        ("ENV", "Production"),
    ],
)
def test_a_name_in_the_environment_that_was_meant_as_app_env_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The `.env` of a new project says development, so it does not count as a decision."""
    (tmp_path / ".env").write_text("APP_ENV=development")
    monkeypatch.setenv(name, value)

    _, problems = read_variables(tmp_path, SETTINGS)
    monkeypatch.setenv("APP_ENV", "development")
    _, decided = read_variables(tmp_path, SETTINGS)

    assert problems == [f"{name}: this is not read. Set APP_ENV instead, or set it as well"]
    assert decided == []


@pytest.mark.parametrize(
    ("name", "value"), [("ENV", "/root/.profile"), ("APPENV", "development"), ("WRAP_IT", "1")]
)
def test_other_names_in_the_environment_are_nobodys_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    assert read_variables(tmp_path, SETTINGS)[1] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"My App"', "My App"),
        (" 'My App' ", "My App"),
        (" My App\r", "My App"),
        ('My "App"', 'My "App"'),
        ("'a' or 'b'", "'a' or 'b'"),
    ],
)
def test_quotes_and_spaces_around_a_value_in_the_environment_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, text: str
) -> None:
    monkeypatch.setenv("APP_NAME", value)

    assert read_variables(tmp_path, SETTINGS)[0]["APP_NAME"] == text


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("APP_ENV=production".encode("utf-16"))

    assert read_variables(tmp_path, SETTINGS)[1] == [".env: it cannot be read: it is not UTF-8"]
