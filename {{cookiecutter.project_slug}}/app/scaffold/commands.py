"""The commands that write a new feature, and that remove one."""

import click
from quart.cli import ScriptInfo, pass_script_info

from app.config import PROJECT_FOLDER


@click.command("new-feature")
@click.argument("name")
@click.argument("fields", nargs=-1, required=True)
@click.option("--singular", default="", help="The word for one row, if English has no rule for it.")
@pass_script_info
def new_feature(info: ScriptInfo, name: str, fields: tuple[str, ...], singular: str) -> None:
    """Write the code of a feature, such as: app new-feature notes title:text done:bool.

    The types of fields are text, longtext, int, number, bool, date, time and references:OTHER. A
    question mark makes a field optional, and :unique lets no two rows of a person share a value.
    """
    # Not at the top: these take long to import, and every start of the app would wait for them.
    from app.scaffold.fields import read_fields
    from app.scaffold.names import read_names
    from app.scaffold.writing import has_frontend, has_pages, write_feature

    names = read_names(info.load_app(), name, singular)
    paths = write_feature(names, read_fields(name, fields))
    for path in paths:
        click.echo(path.relative_to(PROJECT_FOLDER))
    click.echo("app/__init__.py: its stanza")
    address = f"/{names.path}" if has_pages() or has_frontend() else f"/api/{names.path}"
    click.echo(f"\nTo see it at {address}: make run. To test it: make test")


@click.command("remove-feature")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove_feature(name: str, yes: bool) -> None:
    """Delete a feature: its directories, its migrations and its stanza."""
    from app.scaffold.removal import find_parts, remove_parts

    parts = find_parts(name)
    for path in parts.paths:
        click.echo(path.relative_to(PROJECT_FOLDER))
    if yes or click.confirm("Delete these, and the stanza in app/__init__.py?", abort=True):
        remove_parts(parts)
    click.echo("Its tables are still in the database, in case the feature comes back.")
