"""The command `app`: Quart's own commands, those of its extensions, and ours."""

import asyncio
import errno
from collections.abc import Awaitable, Callable
from functools import partial

import aiosmtplib
import click
from quart import Quart
from quart.cli import QuartGroup, ScriptInfo, pass_script_info

from app import create_app
from app.config import load_settings
from app.mail import send_mail
from app.serve import serve


def main() -> None:
    """Read the settings once, so that `app run` listens where `PORT` says."""
    settings = load_settings()
    group = QuartGroup(
        create_app=partial(create_app, settings),
        load_dotenv=False,  # The settings are read already.
        context_settings={"default_map": {"run": {"port": settings.port}}},
    )
    try:
        group()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SystemExit(f"Port {settings.port} is taken. Set PORT to another one.") from None


def init_app(app: Quart) -> None:
    app.cli.add_command(serve_command)
    app.cli.add_command(send_test_mail)


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
def serve_command(info: ScriptInfo) -> None:
    """Serve the app in production."""
    asyncio.run(serve(info.load_app()))


@click.command("send-test-mail")
@click.argument("recipient")
@pass_script_info
def send_test_mail(info: ScriptInfo, recipient: str) -> None:
    """Send a message, to see whether SMTP_URL and MAIL_FROM are right."""
    app = info.load_app()
    name = app.config["SETTINGS"].app_name
    try:
        run_in_app(app, partial(send_mail, recipient, f"Test from {name}", "Mail works."))
    except (aiosmtplib.SMTPException, OSError) as error:
        raise click.ClickException(f"The mail was not sent; correct SMTP_URL: {error}") from error
