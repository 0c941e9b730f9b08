"""The command `app`: serve, run the tasks, look after the mail.

A feature adds commands of its own with `app.cli.add_command`, and runs them by `run_in_app`.
"""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import cast
from uuid import uuid4

import aiosmtplib
import click
from quart import Quart, current_app
from quart.cli import QuartGroup, ScriptInfo, pass_script_info

from app import create_app
from app.config import load_settings
from app.db import DatabaseAway, connect
from app.mail.outbox import count_mail, revive_dead_mail, select_unsent_mail
from app.mail.smtp import Mail, send_mail
from app.serve import serve, set_on_signal
from app.tasks import list_task_states


def init_app(app: Quart) -> None:
    # Three have the names of Quart-Tasks' own, which they replace.
    for command in (serve_app, run_tasks, invoke_task, list_tasks):
        app.cli.add_command(command)
    for command in (list_mail, retry_mail, send_test_mail):
        app.cli.add_command(command)


def main() -> None:
    """Read the settings once, so that `app run` listens where `PORT` says."""
    settings = load_settings()
    group = QuartGroup(
        create_app=partial(create_app, settings),
        load_dotenv=False,  # The settings are read already.
        context_settings={"default_map": {"run": {"port": settings.port}}},
    )
    # Quart's other options name an app and an environment; here both are known.
    group.params = [option for option in group.params if option.name in {"debug", "version"}]
    group.params[0].help = "Turn debug mode on or off."
    try:
        group()
    except DatabaseAway:
        raise SystemExit("The database of DATABASE_URL is away: the log says why.") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SystemExit(f"Port {settings.port} is taken. Set PORT to another one.") from None


def run_in_app(app: Quart, action: Callable[[], Awaitable[None]]) -> None:
    """Run one coroutine with the app started, its database included, and its tasks left alone."""

    async def run() -> None:
        app.config["QUART_TASKS_WHILST_SERVING"] = False
        await app.startup()
        try:
            async with app.app_context():
                await action()
        finally:
            await app.shutdown()

    asyncio.run(run())


@click.command("serve")
@pass_script_info
def serve_app(info: ScriptInfo) -> None:
    """Serve the app in production."""
    asyncio.run(serve(info.load_app()))


@click.command("run-tasks")
@pass_script_info
def run_tasks(info: ScriptInfo) -> None:
    """Run the periodic tasks, until SIGTERM or SIGINT. What runs then is finished first."""

    async def run() -> None:
        set_on_signal(cast("asyncio.Event", current_app.shutdown_event))
        await current_app.extensions["QUART_TASKS"].run()

    run_in_app(info.load_app(), run)


@click.command("invoke-task")
@click.argument("name")
@pass_script_info
def invoke_task(info: ScriptInfo, name: str) -> None:
    """Run one task now, and fail as it does."""
    app = info.load_app()
    try:
        run_in_app(app, partial(app.extensions["QUART_TASKS"].test_run, name))
    except Exception as error:
        raise click.ClickException(f"The task {name} failed: {error}") from error


@click.command("list-tasks")
@pass_script_info
def list_tasks(info: ScriptInfo) -> None:
    """Show each task, when it runs next, when it last ran, how long, and how that went."""
    app = info.load_app()

    async def show() -> None:
        table = [("Task", "Schedule", "Next run (UTC)", "Last run (UTC)", "Seconds", "Outcome")]
        for task in await list_task_states():
            seconds = "" if task.seconds is None else f"{task.seconds:.1f}"
            times = (write_time(task.due_at), write_time(task.started_at))
            table.append((task.name, task.schedule, *times, seconds, task.outcome))
        show_table(table)

    run_in_app(app, show)


def write_time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def show_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@click.command("list-mail")
@pass_script_info
def list_mail(info: ScriptInfo) -> None:
    """Count the mail that waits and that was sent, and show what could not be sent."""

    async def show() -> None:
        async with connect() as connection:
            counts = await count_mail(connection)
            dead = await select_unsent_mail(connection, given_up=True)
        click.echo(f"{counts.waiting} waiting, {counts.sent} sent, {counts.given_up} given up")
        for mail in dead:
            click.echo(
                f"{mail.created_at:%Y-%m-%d %H:%M} {mail.recipient} {mail.subject!r}: {mail.error}"
            )

    run_in_app(info.load_app(), show)


@click.command("retry-mail")
@pass_script_info
def retry_mail(info: ScriptInfo) -> None:
    """Send what was given up once more."""

    async def retry() -> None:
        click.echo(f"{await revive_dead_mail()} messages wait again for the tasks to send them.")

    run_in_app(info.load_app(), retry)


@click.command("send-test-mail")
@click.argument("recipient")
@pass_script_info
def send_test_mail(info: ScriptInfo, recipient: str) -> None:
    """Send a message, to see whether SMTP_URL and MAIL_FROM are right."""
    app = info.load_app()
    name = app.config["SETTINGS"].app_name
    mail = Mail(str(uuid4()), recipient, f"Test from {name}", "Mail works.")
    try:
        run_in_app(app, partial(send_mail, mail))
    except (aiosmtplib.SMTPException, OSError) as error:
        raise click.ClickException(f"The mail was not sent; correct SMTP_URL: {error}") from error
