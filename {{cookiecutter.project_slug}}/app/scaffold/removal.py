"""Delete a feature, if nothing else needs it."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import click

from app.config import PROJECT_FOLDER
from app.scaffold.writing import FACTORY, write_stanza


class Parts(NamedTuple):
    """All that a feature consists of. It is in the factory with its stanza."""

    paths: list[Path]
    stanza: str


def find_parts(name: str) -> Parts:
    """Return the parts of a feature. Refuse what is not one, or what others need."""
    stanza = write_stanza(name)
    folder = PROJECT_FOLDER / "app" / name
    if not folder.is_dir() or stanza not in FACTORY.read_text(encoding="utf-8"):
        raise click.ClickException(
            f"There is no feature {name!r}: app/{name}, with its stanza in app/__init__.py."
        )
    paths = [
        folder,
        PROJECT_FOLDER / "tests" / name,
        PROJECT_FOLDER / "frontend" / "src" / name,
        *sorted((PROJECT_FOLDER / "migrations" / "versions").glob(f"{name}_[0-9]*.py")),
    ]
    if users := find_users(name, paths):
        raise click.ClickException(f"Change or remove {', '.join(users)} first: {name!r} is used.")
    return Parts([path for path in paths if path.exists()], stanza)


def find_users(name: str, paths: list[Path]) -> list[str]:
    """Return the other files that import the feature, or refer to its tables."""
    use = re.compile(rf"""\b(from|import) app\.{name}\b|["']{name}\.id["']|tests\.{name}\b""")
    return [
        str(path.relative_to(PROJECT_FOLDER))
        for folder in ("app", "tests")
        for path in sorted((PROJECT_FOLDER / folder).rglob("*.py"))
        if not any(path.is_relative_to(own) for own in paths)
        and use.search(path.read_text(encoding="utf-8"))
    ]


def remove_parts(parts: Parts) -> None:
    for path in parts.paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    factory = FACTORY.read_text(encoding="utf-8")
    FACTORY.write_text(factory.replace(parts.stanza, "", 1), encoding="utf-8")
