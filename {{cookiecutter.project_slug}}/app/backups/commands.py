"""The commands for backups. They work whether or not the app runs, or its schema is the latest."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click
from quart.cli import ScriptInfo, pass_script_info

from app.backups.errors import BackupError
from app.backups.files import check_backup, create_whole, restore_backup, write_backup
from app.backups.schedule import list_files
from app.config import Settings

T = TypeVar("T")
FILE = click.Path(path_type=Path, dir_okay=False)


def run(action: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine, and end the command with the sentence of its `BackupError`."""
    try:
        return asyncio.run(action)
    except BackupError as error:
        raise click.ClickException(str(error)) from error


@click.command("backup")
@click.argument("file", type=FILE)
@pass_script_info
def backup(info: ScriptInfo, file: Path) -> None:
    """Write the whole database to FILE and check it. The app may run meanwhile."""
    run(write_backup(info.data["SETTINGS"], file))
    click.echo(f"{file} has the whole database, in {file.stat().st_size:,} bytes.")


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_script_info
def restore(info: ScriptInfo, file: Path, yes: bool) -> None:
    """Replace the whole database by a backup. Stop the app first.

    If it fails, nothing has changed.
    """
    settings: Settings = info.data["SETTINGS"]
    is_older = run(check_backup(settings, file))
    if not yes:
        click.confirm(f"Replace everything in the database by {file}?", abort=True)
    run(restore_backup(settings, file))
    click.echo(f"The database is as it was when {file} was written.")
    if is_older:
        click.echo("Its schema is older than this code. Run: make migrate")
        click.echo("(in a container: alembic upgrade heads)")


@click.command("list-backups")
@pass_script_info
def list_backups(info: ScriptInfo) -> None:
    """List the backups in BACKUP_FOLDER and at BACKUP_URL, the newest last."""
    settings: Settings = info.data["SETTINGS"]
    if settings.backup_folder:
        for name in sorted(list_files(Path(settings.backup_folder))):
            click.echo(Path(settings.backup_folder, name))
    if settings.backup_url:
        from app.backups import storage  # imported only if it is used

        for name in run(storage.list_names(settings.backup_url)):
            click.echo(f"BACKUP_URL {name}")


@click.command("download-backup")
@click.argument("name")
@click.argument("file", type=FILE)
@pass_script_info
def download_backup(info: ScriptInfo, name: str, file: Path) -> None:
    """Copy the backup NAME from BACKUP_URL to FILE, to restore it."""
    settings: Settings = info.data["SETTINGS"]
    if not settings.backup_url:
        raise click.ClickException("BACKUP_URL is not set, so there is nowhere to copy from.")
    from app.backups import storage

    async def download() -> None:
        with create_whole(file) as part:
            await storage.download(settings.backup_url, name, part)

    run(download())
    click.echo(f"{file} is {name} from BACKUP_URL.")
