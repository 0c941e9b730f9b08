"""Copies in object storage, on a server that speaks as Amazon S3 does."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.backups import storage
from app.backups.errors import BackupError
from app.cli import create_group
from app.config import Settings
from tests.backups.rows import TASK, read_rows
from tests.buckets import SECRET, create_bucket

Run = Callable[..., Result]


@pytest.fixture
def backup_url(s3_port: int, request: pytest.FixtureRequest) -> str:
    return create_bucket(s3_port, request.node.nodeid, "app/backups")


@pytest.fixture
def settings(settings: Settings, backup_url: str) -> Settings:
    return settings.model_copy(update={"backup_url": backup_url, "backup_keep": 2})


@pytest.mark.slow
async def test_a_large_file_is_sent_in_parts_and_comes_back_as_it_was(
    backup_url: str, tmp_path: Path
) -> None:
    sent, received = tmp_path / "sent", tmp_path / "received"
    sent.write_bytes(bytes(range(256)) * 50_000)

    await storage.upload(backup_url, sent)
    await storage.download(backup_url, "sent", received)

    assert received.read_bytes() == sent.read_bytes()


async def test_a_run_copies_the_backup_and_deletes_the_oldest_copies(
    run_command: Run, backup_url: str, tmp_path: Path
) -> None:
    for name in ("backup-20200221-022300.db", "backup-20200222-022300.db", "mine.db"):
        (tmp_path / name).write_text("old")
        await storage.upload(backup_url, tmp_path / name)

    result = await asyncio.to_thread(run_command, "invoke-task", TASK)

    assert result.exit_code == 0, result.output
    first, new, mine = await storage.list_names(backup_url)
    assert (first, mine) == ("backup-20200222-022300.db", "mine.db")
    assert new > first


@pytest.mark.usefixtures("backed_up")
def test_a_copy_restores_a_database_whose_machine_was_lost(
    run_command: Run, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "downloaded"

    (line,) = run_command("list-backups").output.splitlines()
    downloaded = run_command("download-backup", line.split()[1], str(file))
    result = run_command("restore", str(file), "--yes")

    assert downloaded.exit_code == 0, downloaded.output
    assert result.exit_code == 0, result.output
    assert "kept" in read_rows(database_url)
    assert "later" not in read_rows(database_url)


async def test_a_bucket_that_is_not_there_is_told_without_the_secret(
    backup_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    file.write_text("content")

    with pytest.raises(BackupError, match="failed: NoSuchBucket") as refusal:
        await storage.upload(backup_url.replace("@bucket-", "@missing-"), file)

    assert SECRET not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_copy_that_is_not_there_leaves_no_file(run_command: Run, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "downloaded"
    file.parent.mkdir()

    result = run_command("download-backup", "missing.db", str(file))

    assert result.exit_code == 1
    assert "NoSuchKey" in result.output
    assert list(file.parent.iterdir()) == []


def test_without_object_storage_there_is_nothing_to_download(
    settings: Settings, tmp_path: Path
) -> None:
    group = create_group(settings.model_copy(update={"backup_url": ""}))
    result = CliRunner().invoke(group, ["download-backup", "x", str(tmp_path / "x")])

    assert "BACKUP_URL is not set" in result.output
