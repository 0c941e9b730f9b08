"""The periodic task: a backup each night, a copy in object storage, and old ones deleted."""

import asyncio
import re
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from quart import current_app

from app.backups.files import name_backup, write_backup
from app.config import Settings

# The backups that this task wrote. Files with other names are never deleted.
NAME = re.compile(r"backup-\d{8}-\d{6}\.(db|dump)")


async def back_up_and_tidy() -> None:
    """Write a backup and copy it. Old ones are deleted only where the new one is."""
    settings: Settings = current_app.config["SETTINGS"]
    folder = settings.backup_folder
    with nullcontext(folder) if folder else TemporaryDirectory(prefix="backup-") as place:
        file = Path(place, name_backup(settings))
        await write_backup(settings, file)
        await asyncio.to_thread(delete_old_files, file, settings.backup_keep)
        if settings.backup_url:
            from app.backups import storage  # imported only if it is used

            await storage.upload(settings.backup_url, file)
            names = await storage.list_names(settings.backup_url)
            old = find_old(names, file.name, settings.backup_keep)
            await storage.delete(settings.backup_url, old)


def delete_old_files(new: Path, keep: int) -> None:
    for name in find_old(list_files(new.parent), new.name, keep):
        (new.parent / name).unlink(missing_ok=True)
    # A process that was killed leaves a part of a backup. No other process is writing one now.
    for part in new.parent.glob(".backup-*.part"):
        part.unlink(missing_ok=True)


def list_files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def find_old(names: Iterable[str], new: str, keep: int) -> list[str]:
    """Return the scheduled backups to delete. The new one stays, whatever the clock says."""
    others = sorted(name for name in names if NAME.fullmatch(name) and name != new)
    return others[: max(len(others) - keep + 1, 0)]
