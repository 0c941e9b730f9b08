"""Commands for accounts: create a user, invite one, remove a factor that a person lost."""

import click
from pydantic import ValidationError
from quart.cli import ScriptInfo, pass_script_info
from werkzeug.exceptions import Conflict

from app.accounts import queries
from app.accounts.factors import list_factors, remove_lost_factor
from app.accounts.models import Address, NewUser, Role, require_time_zone
from app.accounts.passwords import hash_password
from app.accounts.registration import complete_registration, invite_person
from app.cli import run_in_app
from app.db import connect, transaction
from app.variables import Model
from app.web.errors import list_field_errors


def read_time_zone(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        return require_time_zone(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command("create-user")
@click.argument("email")
@click.password_option(help="If you leave it out, you are asked for it.")
@click.option("--admin", is_flag=True, help="Make the user an admin.")
@click.option("--time-zone", default="UTC", callback=read_time_zone, help="As in Europe/Berlin.")
@pass_script_info
def create_user(info: ScriptInfo, email: str, password: str, admin: bool, time_zone: str) -> None:
    """Create an account that can log in immediately, without confirming its address."""
    role: Role = "admin" if admin else "user"

    async def create() -> None:
        new_user = check_model(NewUser, email=email, password=password)
        password_hash = await hash_password(new_user.password)
        async with transaction() as connection:
            user = await queries.insert_user(
                connection, new_user.email, password_hash, role=role, time_zone=time_zone
            )
            if user:
                await complete_registration(connection, user)
        if user is None:
            raise click.ClickException(f"{new_user.email} already has an account.")
        click.echo(f"{user.email} can log in{' and is an admin' if admin else ''}.")

    run_in_app(info.load_app(), create)


def check_model(model: type[Model], **values: str) -> Model:
    try:
        return model(**values)
    except ValidationError as error:
        lines = [f"{problem.field}: {problem.message}" for problem in list_field_errors(error)]
        raise click.ClickException("\n".join(lines)) from error


@click.command("invite")
@click.argument("email")
@pass_script_info
def invite(info: ScriptInfo, email: str) -> None:
    """Mail an invitation to sign up, also if REGISTRATION=invited."""

    async def send_invitation() -> None:
        address = check_model(Address, email=email).email
        try:
            await invite_person(address)
        except Conflict as error:
            raise click.ClickException(f"{address}: {error.description}") from error
        click.echo(f"{address} is invited.")

    run_in_app(info.load_app(), send_invitation)


@click.command("remove-factor")
@click.argument("email")
@click.argument("name")
@pass_script_info
def remove_factor(info: ScriptInfo, email: str, name: str) -> None:
    """Remove a factor that the person lost, such as the app that shows them codes.

    They are logged out everywhere, told by mail, and log in without it. If there is no factor NAME,
    the command lists the names.
    """

    async def remove() -> None:
        if name not in list_factors():
            names = ", ".join(list_factors())
            raise click.ClickException(f"There is no {name}. Names are: {names}.")
        async with connect() as connection:
            user, _ = await queries.select_user_by_email(connection, email.strip().lower())
        if user is None or await remove_lost_factor(user.id, name) is None:
            raise click.ClickException(f"{email} has no {list_factors()[name].label}.")
        click.echo(f"{user.email} logs in without {list_factors()[name].label} from now on.")

    run_in_app(info.load_app(), remove)
