"""The pages in `docs/` about settings and commands say what the code does."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import SecretStr

from app import config, create_app
from app.accounts import commands
from app.cli import create_group
from app.config import PROJECT_FOLDER, Settings, load_settings
from app.variables import Model, read_bindings, read_model
from tests.test_architecture import FEATURES
from tests.test_config import SAFE, SECRET

DOCS = PROJECT_FOLDER / "docs"
VALUE = re.compile(r"`(?P<text>[^`]+)`(?:, (?P<times>\d+) times)?")


def read_rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its first two lines."""
    text = (DOCS / page).read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def read_value(cell: str) -> str:
    found = VALUE.fullmatch(cell)
    return found["text"] * int(found["times"] or 1) if found else ""


def write_value(value: object) -> str:
    if value in ("", [], SecretStr("")):
        return "empty"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


SETTINGS = read_rows("settings.md", "Every setting")
IN_PRODUCTION = read_rows("settings.md", "In production")
OF_FEATURES = {
    name: read_rows(f"../app/{name}/README.md", "Settings")
    for name in sorted(FEATURES - {"accounts"})
    if (PROJECT_FOLDER / "app" / name / "README.md").is_file()
}
REFUSED = [
    *(
        (name, {}, value, said)
        for rows in (SETTINGS, *OF_FEATURES.values())
        for name, _, value, said in rows
        if value != "nothing"
    ),
    *((name, SAFE, value, said) for name, value, said in IN_PRODUCTION),
]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Settings]:
    """Return a function that reads these settings alone, in a folder without a `.env`."""
    monkeypatch.setattr(config, "PROJECT_FOLDER", tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def load_given(**given: str) -> Settings:
        for name, value in {"SECRET_KEY": SECRET, **given}.items():
            monkeypatch.setenv(name, value)
        return load_settings()

    return load_given


def test_the_page_lists_every_setting_with_its_default(
    load: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a feature that can be deleted are in its own `README.md`."""
    defaults: dict[str, list[tuple[str, str]]] = {}

    def note_defaults(model: type[Model], *given: Any) -> Model:
        settings = read_model(model, *given)
        part = model.__module__.split(".")[1]
        defaults.setdefault(part if part in OF_FEATURES else "", []).extend(
            (f"`{name.upper()}`", write_value(getattr(settings, name)).replace(f"{tmp_path}/", ""))
            for name in model.model_fields
            if name != "variables"
        )
        return settings

    monkeypatch.setattr(config, "read_model", note_defaults)
    create_app(load())

    place = list(Settings.model_fields).index("secret_key")
    defaults[""][place] = ("`SECRET_KEY`", "none: it is required")
    listed = {"": SETTINGS, **{name: rows for name, rows in OF_FEATURES.items() if rows}}
    assert {
        part: [(name, default) for name, default, *_ in rows] for part, rows in listed.items()
    } == defaults


def test_the_example_explains_every_setting_that_the_pages_list() -> None:
    names = {binding.key for binding in read_bindings(PROJECT_FOLDER / ".env.example")}

    for rows in (SETTINGS, *OF_FEATURES.values()):
        assert {read_value(name) for name, *_ in rows} <= names


@pytest.mark.parametrize(("name", "others", "value", "said"), REFUSED)
def test_a_value_is_refused_as_the_page_says(
    load: Callable[..., Settings], name: str, others: dict[str, str], value: str, said: str
) -> None:
    with pytest.raises(SystemExit) as refusal:
        create_app(load(**{**others, read_value(name): read_value(value)}))

    assert said
    assert f"  {read_value(name)}: {said}" in str(refusal.value)


def test_the_page_lists_every_target_of_make() -> None:
    makefile = (PROJECT_FOLDER / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*?## ", makefile, re.MULTILINE)

    rows = read_rows("commands.md", "make: work on the code")

    assert targets
    assert sorted(read_value(command).split()[1] for command, _ in rows) == sorted(targets)


def list_commands(settings: Settings) -> dict[str, click.Command]:
    """Return the commands but those of features, even the ones that a feature switches on."""
    group = create_group(settings)
    context = click.Context(group, obj=group.context_settings["obj"])
    found = [group.get_command(context, name) for name in group.list_commands(context)]
    found += [value for value in vars(commands).values() if isinstance(value, click.Command)]
    features = tuple(f"app.{name}." for name in FEATURES - {"accounts"})
    return {
        str(command.name): command
        for command in found
        if command and not f"{getattr(command.callback, '__module__', '')}.".startswith(features)
    }


def test_the_page_lists_every_command_with_an_example_that_it_takes(settings: Settings) -> None:
    # Some commands are there in development only.
    known = list_commands(settings.model_copy(update={"app_env": "development"}))

    examples = [
        read_value(row[0]).split()
        for row in read_rows("commands.md", "app: run it and look after it")
    ]

    assert sorted(words[3] for words in examples) == sorted(known)
    for words in examples:
        assert words[:3] == ["uv", "run", "app"]
        command = known[words[3]]
        given, rest, _ = command.make_parser(click.Context(command)).parse_args(words[4:])
        arguments = [each.name for each in command.params if isinstance(each, click.Argument)]
        # The parser has a value of its own for one that is missing.
        assert all(isinstance(given[str(name)], str | tuple) for name in arguments), words
        assert rest == [], words
