"""The fields of a new feature, as a person writes them: `title:text due:time?`."""

import re
from typing import NamedTuple

import click

from app.config import PROJECT_FOLDER
from app.db.tables import load_metadata
from app.scaffold.kinds import KINDS, REFERENCE, UNIQUE, Kind
from app.scaffold.names import find_singular, require_field_name, write_class_name

EXAMPLE = "title:text body:longtext? slug:text:unique book:references:books"
SPEC = re.compile(
    r"(?P<name>[^:]+):(?:references:(?P<table>\w+)|(?P<kind>\w+))"
    r"\??(?P<unique>:unique)?\??"
)
# PostgreSQL cuts longer names, and Alembic would then find them changed.
LONGEST_CONSTRAINT = 63


class Target(NamedTuple):
    """The table of another feature that a field refers to."""

    table: str
    owner: str
    row: str  # The word for one of its rows.
    label: str  # The column that people know a row by.
    revision: str  # The migration that creates it.

    @property
    def class_name(self) -> str:
        return write_class_name(self.row)


class Field(NamedTuple):
    """A field. Its name is that of its column."""

    name: str
    label: str
    kind_name: str
    kind: Kind
    is_optional: bool
    is_unique: bool
    target: Target | None = None

    @property
    def default(self) -> str:
        if self.is_optional:
            return " | None = None"
        return " = False" if self.kind_name == "bool" else ""

    def name_constraint(self, feature: str) -> str:
        """Return the name of the field's constraint in the database, or an empty text."""
        if self.target:
            return f"fk_{feature}_{self.name}_{self.target.table}"
        return f"uq_{feature}_user_id_{self.name}" if self.is_unique else ""


def read_fields(feature: str, specs: tuple[str, ...]) -> list[Field]:
    """Return the fields. Refuse names that fit neither each other nor the feature."""
    fields = [read_field(spec) for spec in specs]
    names = [field.name for field in fields]
    if twice := {name for name in names if names.count(name) > 1}:
        raise click.ClickException(f"The field {twice.pop()!r} is there twice.")
    for field in fields:
        if len(field.name_constraint(feature)) > LONGEST_CONSTRAINT:
            raise click.ClickException(
                f"PostgreSQL has no room for the name {field.name_constraint(feature)!r}. Shorten"
                f" {feature!r} or {field.name!r}."
            )
    return fields


def read_field(spec: str) -> Field:
    """Return the field. Refuse what cannot be one, with a sentence that says how to write it."""
    found = SPEC.fullmatch(spec)
    if not found:
        raise click.ClickException(f"{spec!r} is not a field. Write fields such as {EXAMPLE}.")
    name, kind_name, is_optional = found["name"], found["kind"], "?" in spec
    require_field_name(name)
    label = name.replace("_", " ").capitalize()
    if found["table"]:
        if found["unique"]:
            raise click.ClickException(f"{spec!r} refers to a row, so it cannot be unique.")
        target = find_target(spec, found["table"])
        require_field_name(f"{name}_id")
        return Field(f"{name}_id", label, "references", REFERENCE, is_optional, False, target)
    if kind_name not in KINDS:
        kinds = f"{', '.join(KINDS)} and references:OTHER"
        raise click.ClickException(f"{spec!r} has no type that there is. The types are {kinds}.")
    if kind_name == "bool" and is_optional:
        raise click.ClickException(f"{spec!r} is true or false. Leave the question mark out.")
    if found["unique"] and kind_name not in UNIQUE:
        raise click.ClickException(f"{spec!r} cannot be unique. Only {' and '.join(UNIQUE)} can.")
    return Field(name, label, kind_name, KINDS[kind_name], is_optional, bool(found["unique"]))


def find_target(spec: str, name: str) -> Target:
    """Return the table of a feature. Refuse a table whose rows belong to nobody."""
    owned = {
        each: table
        for each, table in load_metadata().tables.items()
        if {"id", "user_id"} <= set(table.columns.keys()) and find_revision(each) and has_rows(each)
    }
    if name not in owned:
        raise click.ClickException(
            f"{spec!r} cannot refer to {name!r}. These features have rows of people, and tests that"
            f" add one: {', '.join(sorted(owned)) or 'none yet'}."
        )
    texts = [column.name for column in owned[name].columns if str(column.type) == "TEXT"]
    label = texts[0] if texts else "id"
    return Target(name, find_owner(name), find_singular(name), label, find_revision(name))


def find_owner(table: str) -> str:
    """Return the directory in `app` that describes a table."""
    (owner,) = [
        path.parent.name
        for path in (PROJECT_FOLDER / "app").glob("*/tables.py")
        if re.search(rf"""sa\.Table\(\s*["']{table}["']""", path.read_text(encoding="utf-8"))
    ]
    return owner


def has_rows(table: str) -> bool:
    """Return whether the tests can add a row, as those of a generated feature can."""
    path = PROJECT_FOLDER / "tests" / find_owner(table) / "rows.py"
    function = f"def add_{find_singular(table)}("
    return path.is_file() and function in path.read_text(encoding="utf-8")


def find_revision(table: str) -> str:
    """Return the migration that creates a table, or an empty text."""
    for path in sorted((PROJECT_FOLDER / "migrations" / "versions").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if re.search(rf"""create_table\(\s*["']{table}["']""", text):
            found = re.search(r"""^revision = ["']([^"']+)""", text, re.MULTILINE)
            return found[1] if found else ""
    return ""
