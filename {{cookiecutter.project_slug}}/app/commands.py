"""The platform's own commands: serve, run the tasks, look after the mail."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast
from uuid import uuid4

import aiosmtplib
import click
from quart import Quart, current_app
from quart.cli import ScriptInfo, pass_script_info

from app.cli import run_in_app
from app.db import connect
from app.drain import set_on_signal
from app.mail import Mail, send_mail
from app.outbox import revive_dead_mail
from app.serve import serve


def init_app(app: Quart) -> None:
    # Three have the names of Quart-Tasks' own, which they replace.
    for command in (serve_app, run_tasks, invoke_task, list_tasks):
        app.cli.add_command(command)
    for command in (list_mail, retry_mail, send_test_mail):
        app.cli.add_command(command)


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
    """Show each task, when it last ran, how long, and how that went."""
    app = info.load_app()

    async def show() -> None:
        async with connect() as connection:
            rows = await connection.fetch_all(
                """SELECT name, started_at, lease_until, seconds, outcome FROM task_runs
                    WHERE outcome <> ''"""
            )
        runs: dict[str, Any] = {row["name"]: row for row in map(dict, rows)}
        table = [("Task", "Schedule", "Last run (UTC)", "Seconds", "Outcome")]
        for task in app.extensions["QUART_TASKS"]._tasks:
            schedule = getattr(task, "cron_expression", None) or f"every {task.period}"
            table.append((task.name, schedule, *describe_run(runs.get(task.name))))
        show_table(table)

    run_in_app(app, show)


def describe_run(run: Any) -> tuple[str, str, str]:
    if run is None:
        return "never", "", ""
    seconds = "" if run["seconds"] is None else f"{run['seconds']:.1f}"
    is_over = run["lease_until"] is not None and run["lease_until"] < datetime.now(UTC)
    outcome = "interrupted" if is_over else run["outcome"]
    return f"{run['started_at']:%Y-%m-%d %H:%M:%S}", seconds, outcome


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
            counts: Any = await connection.fetch_first(
                """SELECT count(due_at) AS waiting, count(sent_at) AS sent, count(*) AS total
                     FROM outbox"""
            )
            dead = await connection.fetch_all(
                """SELECT created_at, recipient, subject, error FROM outbox
                    WHERE due_at IS NULL AND sent_at IS NULL
                    ORDER BY created_at DESC LIMIT 50"""
            )
        waiting, sent = counts["waiting"], counts["sent"]
        click.echo(f"{waiting} waiting, {sent} sent, {counts['total'] - waiting - sent} given up")
        for mail in map(dict, dead):
            click.echo(
                f"{mail['created_at']:%Y-%m-%d %H:%M} {mail['recipient']} "
                f"{mail['subject']!r}: {mail['error']}"
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
