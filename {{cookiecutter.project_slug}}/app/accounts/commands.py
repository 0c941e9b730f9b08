"""Commands for accounts: `app create-user`."""

import click
from pydantic import ValidationError
from quart.cli import ScriptInfo, pass_script_info

from app.accounts.credentials import register
from app.accounts.models import NewUser
from app.cli import run_in_app
from app.errors import field_errors


@click.command("create-user")
@click.argument("email")
@click.password_option(help="Asked for if it is not given.")
@pass_script_info
def create_user(info: ScriptInfo, email: str, password: str) -> None:
    """Register a person."""
    try:
        new_user = NewUser(email=email, password=password)
    except ValidationError as error:
        lines = [f"{problem.field}: {problem.message}" for problem in field_errors(error)]
        raise click.ClickException("\n".join(lines)) from error

    async def create() -> None:
        if await register(new_user) is None:
            raise click.ClickException(f"{new_user.email} has an account already.")

    run_in_app(info.load_app(), create)
    click.echo(f"{new_user.email} can log in.")
