"""Object storage such as Amazon S3, at BACKUP_URL: copies that outlive this machine."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
from obstore.exceptions import BaseError

from app.backups.errors import BackupError
from app.service_urls import open_bucket


async def upload(url: str, file: Path) -> None:
    """Copy a backup. It is there whole or not at all, also if it is sent in parts."""
    with report_errors():
        await obstore.put_async(open_bucket(url), file.name, file)


async def list_names(url: str) -> list[str]:
    with report_errors():
        objects = await obstore.list(open_bucket(url)).collect_async()
    return sorted(each["path"] for each in objects)


async def delete(url: str, names: list[str]) -> None:
    with report_errors():
        if names:
            await obstore.delete_async(open_bucket(url), names)


async def download(url: str, name: str, part: Path) -> None:
    with report_errors(), part.open("wb") as stream:
        found = await obstore.get_async(open_bucket(url), name)
        async for chunk in found.stream():
            stream.write(chunk)


@contextmanager
def report_errors() -> Iterator[None]:
    """Raise `BackupError` with the code or the first words of an error, which has pages of them."""
    try:
        yield
    except (BaseError, OSError) as error:
        code = re.search(r"<Code>(\w+)</Code>", str(error))
        reason = code[1] if code else str(error).partition("\n")[0]
        raise BackupError(f"The object storage at BACKUP_URL failed: {reason}") from error
