"""The command `app`: serve the app, run its tasks and look after its mail.

A feature adds commands with `app.cli.add_command`, and runs their coroutines with `run_in_app`.
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
from app.config import Settings, load_settings
from app.db import DatabaseUnavailable, connect
from app.jobs.changes import retry_failed_jobs
from app.mail.messages import count_mail, select_unsent_mail
from app.mail.smtp import Mail, send_mail
from app.server import serve
from app.server.drain import set_on_signal
from app.server.listening import describe_taken_port
from app.task_runs import list_task_states


def init_app(app: Quart) -> None:
    # The commands for tasks replace those of Quart-Tasks with the same names.
    for command in (run_tasks, invoke_task, list_tasks):
        app.cli.add_command(command)
    for command in (list_mail, retry_mail, send_test_mail):
        app.cli.add_command(command)


def main() -> None:
    """Run the command, with settings that are read only once."""
    settings = load_settings()
    try:
        create_group(settings)()
    except DatabaseUnavailable:
        raise SystemExit("The database of DATABASE_URL is unavailable. The log says why.") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SystemExit(describe_taken_port(settings.port)) from None


def create_group(settings: Settings) -> QuartGroup:
    """Create the command. `app run` listens on `PORT`."""
    info = ScriptInfo(create_app=partial(create_app, settings))
    info.data["SETTINGS"] = settings
    group = QuartGroup(
        load_dotenv=False,  # The settings have read it.
        context_settings={"obj": info, "default_map": {"run": {"port": settings.port}}},
    )
    # Not a command of the app, which must not be loaded before its process has been forked.
    group.add_command(serve_app)
    # Quart's other options choose an app and an environment, which are fixed here.
    group.params = [option for option in group.params if option.name in {"debug", "version"}]
    group.params[0].help = "Turn debug mode on or off."
    return group


def run_in_app(app: Quart, action: Callable[[], Awaitable[None]]) -> None:
    """Run a coroutine while the app and its database are started, but not its periodic tasks."""

    async def run_action() -> None:
        app.config["QUART_TASKS_WHILST_SERVING"] = False
        await app.startup()
        try:
            async with app.app_context():
                await action()
        finally:
            await app.shutdown()

    asyncio.run(run_action())


@click.command("serve")
@pass_script_info
def serve_app(info: ScriptInfo) -> None:
    """Serve the app in production."""
    serve(info.data["SETTINGS"], info.load_app)


@click.command("run-tasks")
@pass_script_info
def run_tasks(info: ScriptInfo) -> None:
    """Run the periodic tasks until SIGTERM or SIGINT. A task that runs is finished first."""

    async def run_until_signal() -> None:
        set_on_signal(cast("asyncio.Event", current_app.shutdown_event))
        await current_app.extensions["QUART_TASKS"].run()

    run_in_app(info.load_app(), run_until_signal)


@click.command("invoke-task")
@click.argument("name")
@pass_script_info
def invoke_task(info: ScriptInfo, name: str) -> None:
    """Run one task now. The command fails if the task fails."""
    app = info.load_app()
    try:
        run_in_app(app, partial(app.extensions["QUART_TASKS"].test_run, name))
    except Exception as error:
        raise click.ClickException(f"The task {name} failed: {error}") from error


@click.command("list-tasks")
@pass_script_info
def list_tasks(info: ScriptInfo) -> None:
    """List the tasks: when each runs next, when it last ran, how long, and the outcome."""
    app = info.load_app()

    async def print_tasks() -> None:
        table = [("Task", "Schedule", "Next run (UTC)", "Last run (UTC)", "Seconds", "Outcome")]
        for task in await list_task_states():
            seconds = "" if task.seconds is None else f"{task.seconds:.1f}"
            times = (format_time(task.due_at), format_time(task.started_at))
            table.append((task.name, task.schedule, *times, seconds, task.outcome))
        print_table(table)

    run_in_app(app, print_tasks)


def format_time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@click.command("list-mail")
@pass_script_info
def list_mail(info: ScriptInfo) -> None:
    """Count waiting and sent mail, and list the mail that was given up."""

    async def print_mail() -> None:
        async with connect() as connection:
            counts = await count_mail(connection)
            given_up = await select_unsent_mail(connection, given_up=True)
        click.echo(f"{counts.waiting} waiting, {counts.sent} sent, {counts.given_up} given up")
        for mail in given_up:
            click.echo(
                f"{mail.created_at:%Y-%m-%d %H:%M} {mail.recipient} {mail.subject!r}: {mail.error}"
            )

    run_in_app(info.load_app(), print_mail)


@click.command("retry-mail")
@pass_script_info
def retry_mail(info: ScriptInfo) -> None:
    """Try again to send the mail that was given up."""

    async def queue_again() -> None:
        count = await retry_failed_jobs("deliver-mail")
        click.echo(f"Waiting to be sent again: {count}")

    run_in_app(info.load_app(), queue_again)


@click.command("send-test-mail")
@click.argument("recipient")
@pass_script_info
def send_test_mail(info: ScriptInfo, recipient: str) -> None:
    """Send a test message, to check SMTP_URL and MAIL_FROM."""
    app = info.load_app()
    name = app.config["SETTINGS"].app_name
    mail = Mail(str(uuid4()), recipient, f"Test from {name}", "Sending mail works.")
    try:
        run_in_app(app, partial(send_mail, mail))
    except (aiosmtplib.SMTPException, OSError) as error:
        raise click.ClickException(f"The mail was not sent. Check SMTP_URL: {error}") from error
