"""Commands for accounts: `app create-user`."""

import click
from pydantic import ValidationError
from quart.cli import ScriptInfo, pass_script_info

from app.accounts.models import NewUser
from app.accounts.passwords import hash_password
from app.accounts.queries import insert_user
from app.cli import run_in_app
from app.db import connect
from app.web.errors import list_field_errors


@click.command("create-user")
@click.argument("email")
@click.password_option(help="If you leave it out, you are asked for it.")
@click.option("--admin", is_flag=True, help="Make the user an admin.")
@pass_script_info
def create_user(info: ScriptInfo, email: str, password: str, admin: bool) -> None:
    """Create an account that can log in immediately, without confirming its address."""
    try:
        new_user = NewUser(email=email, password=password)
    except ValidationError as error:
        lines = [f"{problem.field}: {problem.message}" for problem in list_field_errors(error)]
        raise click.ClickException("\n".join(lines)) from error

    async def create() -> None:
        password_hash = await hash_password(new_user.password)
        async with connect() as connection:
            user = await insert_user(
                connection, new_user.email, password_hash, role="admin" if admin else "user"
            )
        if user is None:
            raise click.ClickException(f"{new_user.email} already has an account.")

    run_in_app(info.load_app(), create)
    click.echo(f"{new_user.email} can log in{' and is an admin' if admin else ''}.")
