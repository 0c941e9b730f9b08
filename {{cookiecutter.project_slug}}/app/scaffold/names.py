"""The names of a new feature, and those that it cannot have."""

import builtins
import keyword
import re
from typing import NamedTuple

import click
import inflect
from pydantic import BaseModel
from quart import Quart
from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

from app.config import PROJECT_FOLDER
from app.db.tables import load_metadata

# Longer ones would not fit into the lines of the code, nor those of indexes into PostgreSQL.
LONGEST = 25
SQL_WORDS = RESERVED_WORDS | SQLiteIdentifierPreparer.reserved_words
# The code of every feature, or the page around it, has variables of these names.
VARIABLES = set(
    """
    app args blueprint button caller client clock config connection cursor data description error
    errors field fields form head header icon item items label labels layout link message messages
    name now older newer option options page pages parts path paths queries query request response
    row rows scheme session system table text title url value values zone
    """.split()  # noqa: SIM905, one name a line would fill a page
)
# A field of this name would hide a type, or an argument of the functions of the tests.
HIDING = {"bool", "client", "date", "datetime", "float", "int", "self", "str"}
CLASSES = set(
    """
    Any Blueprint Clock Connection Cursor Day Field Int Mapping Moment Quart Strict Struct Text
    """.split()  # noqa: SIM905
)
COLUMNS = {"id", "user_id", "created_at", "zone"}
ENGLISH = inflect.engine()


class Names(NamedTuple):
    """A feature `blog_posts` has rows that are each a `blog_post`."""

    plural: str
    singular: str

    @property
    def class_name(self) -> str:
        return write_class_name(self.singular)

    @property
    def class_names(self) -> str:
        return write_class_name(self.plural)

    @property
    def path(self) -> str:
        return self.plural.replace("_", "-")

    @property
    def words(self) -> str:
        return self.plural.replace("_", " ")

    @property
    def word(self) -> str:
        return self.singular.replace("_", " ")

    @property
    def a_word(self) -> str:
        return str(ENGLISH.a(self.word))


def write_class_name(name: str) -> str:
    return name.title().replace("_", "")


def read_names(app: Quart, plural: str, singular: str) -> Names:
    """Return the names of a feature. Refuse a name that is taken, or that no code can have."""
    require_identifier("feature", plural)
    if not singular:
        singular = find_singular(plural)
    require_identifier("row", singular)
    names = Names(plural, singular)
    for name in (plural, singular):
        if hasattr(builtins, name) or name in VARIABLES or names.class_name in CLASSES:
            raise click.ClickException(
                f"{name!r} has a meaning in the code of each feature. Use another word."
            )
    if singular == plural:
        raise click.ClickException(
            f"One of the {plural} needs a name of its own: singular=word with make, or --singular"
            " word."
        )
    taken = [
        path
        for folder in ("app", "tests")
        for path in (PROJECT_FOLDER / folder / plural, PROJECT_FOLDER / folder / f"{plural}.py")
        if path.exists()
    ]
    if taken or plural in find_paths(app) or plural in load_metadata().tables:
        what = taken[0].relative_to(PROJECT_FOLDER) if taken else "an address or a table"
        raise click.ClickException(f"{plural!r} is taken, by {what}. Use another name.")
    return names


def find_singular(plural: str) -> str:
    """Return the word for one of the rows. Refuse a name that is not a plural."""
    *first, last = plural.split("_")
    singular = ENGLISH.singular_noun(last)
    if not singular:
        names = "_".join([*first, str(ENGLISH.plural_noun(last))])
        raise click.ClickException(
            f"Name the feature in the plural, such as {names!r}. If {plural!r} is one, say what one"
            f" row is called: singular=word with make, or --singular word."
        )
    return "_".join([*first, str(singular)])


def find_paths(app: Quart) -> set[str]:
    """Return the first words of all addresses, and of those below /api."""
    parts = [rule.rule.removeprefix("/api").split("/") for rule in app.url_map.iter_rules()]
    return {part[1].replace("-", "_") for part in parts}


def require_identifier(what: str, name: str) -> None:
    """Refuse what cannot be a name in Python and in SQL."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or len(name) > LONGEST:
        raise click.ClickException(
            f"{name!r} cannot name a {what}. Use lowercase letters, digits and single underscores,"
            f" as in 'blog_posts', at most {LONGEST} characters."
        )
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in SQL_WORDS:
        raise click.ClickException(
            f"{name!r} is a word of Python or SQL. Use another one, such as {name + '_name'!r}."
        )


def require_field_name(name: str) -> None:
    require_identifier("field", name)
    if name in COLUMNS | HIDING or hasattr(BaseModel, name) or name.startswith("model_"):
        raise click.ClickException(
            f"A field {name!r} would hide something that each feature calls so. Use another name,"
            f" such as {name + '_text'!r}."
        )
