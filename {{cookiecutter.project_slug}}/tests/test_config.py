"""Settings: read, checked, and refused when unsafe."""

from pathlib import Path

import pytest
from pydantic import BaseModel, Field, SecretStr

from app import config, create_app
from app.config import PROJECT_FOLDER, Settings, load_settings, read_settings

SECRET = "0123456789 abcdefghij ABCDEFGHIJ"
# A password that is not written as a URL needs it.
SLASHED = "hunter2/3#4"
SAFE = {
    "APP_ENV": "production",
    "SECRET_KEY": SECRET,
    "BASE_URL": "https://example.com",
    "DATABASE_URL": "postgresql://app:secret@db/app",
}


@pytest.fixture
def env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the only file that settings are read from."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(config, "PROJECT_FOLDER", tmp_path)
    return tmp_path / ".env"


def write(env_file: Path, **variables: str) -> None:
    env_file.write_text("\n".join(f"{name}='{value}'" for name, value in variables.items()))


def test_development_needs_a_secret_alone(env_file: Path) -> None:
    write(env_file, SECRET_KEY=SECRET)

    settings = load_settings()

    assert settings.app_env == "development"
    assert settings.database_url == f"sqlite:///{env_file.parent}/app.db"


def test_the_environment_comes_before_the_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(env_file, SECRET_KEY=SECRET, APP_NAME="from the file")
    monkeypatch.setenv("APP_NAME", "from the environment")

    assert load_settings().app_name == "from the environment"


def test_a_name_that_is_not_read_is_named_beside_wrong_settings(env_file: Path) -> None:
    write(env_file, SECRET_KEY="short", APP_EVN="production")

    with pytest.raises(SystemExit, match=r"  APP_EVN: .*\n  SECRET_KEY: "):
        load_settings()


@pytest.mark.parametrize("base_url", ["https://example.com", "http://192.168.1.20:8000"])
def test_in_development_the_address_is_this_machine_or_named(env_file: Path, base_url: str) -> None:
    host = base_url.split("/")[2].partition(":")[0]
    write(env_file, SECRET_KEY=SECRET, BASE_URL=base_url)

    with pytest.raises(SystemExit, match=f"  BASE_URL: set APP_ENV=production.*HOSTS={host}"):
        load_settings()

    write(env_file, SECRET_KEY=SECRET, BASE_URL=base_url, DEVELOPMENT_HOSTS=host)
    assert load_settings().base_url == base_url


def test_text_is_read_as_it_stands(env_file: Path) -> None:
    write(env_file, SECRET_KEY=SECRET, APP_NAME='${HOME} <b>"quoted"</b> 🌱')

    assert load_settings().app_name == '${HOME} <b>"quoted"</b> 🌱'


def test_production_starts_with_safe_settings(env_file: Path) -> None:
    write(env_file, **SAFE)

    assert load_settings().is_production


def test_production_names_every_unsafe_setting_at_once(env_file: Path) -> None:
    write(env_file, APP_ENV="production", CORS_ORIGINS="*", SMTP_URL="smtp://mail")

    with pytest.raises(SystemExit) as ended:
        load_settings()

    message = str(ended.value)
    names = ("SECRET_KEY", "BASE_URL", "DATABASE_URL", "CORS_ORIGINS", "MAIL_FROM")
    assert [name for name in names if f"  {name}: " not in message] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/app"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///app.db?mode=ro"),
        ("DATABASE_URL", "sqlite:///100%.db"),
        ("DATABASE_URL", "postgresql://db"),
        ("DATABASE_URL", f"postgresql://app:{SLASHED}@db/app"),
        ("DATABASE_URL", "postgresql://app:1/2@db/app"),
        ("DATABASE_URL", "postgresql://app:/2@db/app"),
        ("REDIS_URL", f"redis://:{SLASHED}@db/0"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "localhost:6379"),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", f"smtp://app:{SLASHED}@mail"),
        ("SMTP_URL", "smtp://mail:port"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "noreply@"),
        ("MAIL_FROM", "a@example.com, b@example.com"),
    ],
)
def test_production_refuses(env_file: Path, name: str, value: str) -> None:
    write(env_file, **{**SAFE, name: value})

    with pytest.raises(SystemExit, match=f"  {name}: ") as refusal:
        load_settings()

    assert "hunter2" not in str(refusal.value)


def test_a_server_that_is_not_installed_is_refused_with_the_command(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "find_spec", lambda name: None)
    write(env_file, **SAFE, SERVER="uvicorn")

    with pytest.raises(SystemExit, match=r"  SERVER: install uvicorn: uv sync .*--group uvicorn"):
        load_settings()


def test_several_processes_are_refused_where_they_cannot_share_a_port(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("os.fork", raising=False)
    write(env_file, **SAFE, WEB_CONCURRENCY="2")

    with pytest.raises(SystemExit, match="  WEB_CONCURRENCY: set it to 1"):
        load_settings()


def test_settings_that_are_shown_hold_no_secret(env_file: Path) -> None:
    mail = {"SMTP_URL": "smtp://me:secret@mail", "MAIL_FROM": "me@example.com"}
    write(env_file, **SAFE, **mail, SECRET_KEY_FALLBACKS=f"{SECRET}2")

    shown = repr(load_settings())

    assert "secret@" not in shown
    assert SECRET not in shown


def test_a_refusal_does_not_show_the_secret(env_file: Path) -> None:
    write(env_file, SECRET_KEY="hunter2")

    with pytest.raises(SystemExit) as ended:
        load_settings()

    assert "hunter2" not in str(ended.value)


def test_every_setting_is_explained_in_the_example() -> None:
    _, *paragraphs = (PROJECT_FOLDER / ".env.example").read_text().strip().split("\n\n")
    explained = set()
    for paragraph in paragraphs:
        *comments, assignment = paragraph.splitlines()
        name = assignment.partition("=")[0]
        assert comments, f"{name} has no comment in .env.example: write one above it"
        for line in comments:
            assert line.startswith("# "), (
                f"{line.partition('=')[0]} and {name} share a comment in .env.example: "
                "give each its own, and put an empty line between them"
            )
        explained.add(name)

    assert {name.upper() for name in Settings.model_fields if name != "variables"} <= explained


class Colors(BaseModel):
    """The settings of a feature."""

    color: str = "red"
    shades: int = Field(default=2, le=9)


def test_a_feature_reads_settings_of_its_own(env_file: Path) -> None:
    (env_file.parent / ".env.example").write_text("COLOR=\nSHADES=\n")
    write(env_file, SECRET_KEY=SECRET, COLOR="blue", SHADES="")
    app = create_app(load_settings())

    assert read_settings(app, Colors) == Colors(color="blue", shades=2)


def test_a_wrong_setting_of_a_feature_is_refused(env_file: Path) -> None:
    app = create_app(Settings(secret_key=SecretStr(SECRET), variables={"SHADES": "10"}))

    with pytest.raises(SystemExit, match="SHADES: Input should be less than or equal to 9"):
        read_settings(app, Colors)


def test_a_misspelt_setting_of_a_feature_is_refused(env_file: Path) -> None:
    (env_file.parent / ".env.example").write_text("COLOR=\n")
    write(env_file, SECRET_KEY=SECRET, COLUOR="blue")

    with pytest.raises(SystemExit, match=r"COLUOR: .* Did you mean COLOR?"):
        load_settings()


@pytest.mark.parametrize("name", ["C#", "what?", "100%"])
def test_a_folder_that_a_database_url_cannot_name_is_refused(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = env_file.parent / name
    monkeypatch.setattr(config, "PROJECT_FOLDER", folder)
    monkeypatch.setenv("SECRET_KEY", SECRET)

    with pytest.raises(SystemExit) as refusal:
        load_settings()

    problem = f"leave {name[-1]} out of the path of the file: {folder}/app.db"
    assert problem in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://app:1%2F2@one:5432,two:5433/app?sslmode=require"),
        ("MAIL_FROM", '"My app: best" <a@example.com>'),
        ("REDIS_URL", "unix:///run/redis.sock"),
    ],
)
def test_production_takes(env_file: Path, name: str, value: str) -> None:
    write(env_file, **{**SAFE, name: value})

    assert getattr(load_settings(), name.lower()) == value


def test_without_a_base_url_development_is_at_its_port(env_file: Path) -> None:
    write(env_file, SECRET_KEY=SECRET, PORT="8123")

    assert load_settings().base_url == "http://127.0.0.1:8123"
