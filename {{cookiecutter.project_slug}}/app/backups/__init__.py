"""Backups: the whole database in one file, written and restored with the database's own tools.

On SQLite these are its online backup, and on PostgreSQL `pg_dump`, `pg_restore` and `psql`. A copy
of `app.db` made by `cp` is no backup: it lacks the newest writes, which are in `app.db-wal`.
"""

from quart import Quart

from app.backups.commands import backup, download_backup, list_backups, restore
from app.backups.schedule import back_up_and_tidy
from app.config import Settings


def init_app(app: Quart) -> None:
    for command in (backup, restore, list_backups, download_backup):
        app.cli.add_command(command)
    settings: Settings = app.config["SETTINGS"]
    if settings.backup_folder or settings.backup_url:
        app.extensions["QUART_TASKS"].add_cron_task(
            back_up_and_tidy, "23 2 * * *", name="back-up-database"
        )
