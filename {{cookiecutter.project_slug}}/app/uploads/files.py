"""Uploaded files: store, replace, export and delete them.

A file is an object in the storage and a row that names it. The object is stored first and deleted
last, so no row is ever without one. Objects without a row are swept.
"""

import logging
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from msgspec import to_builtins
from quart import current_app
from werkzeug.exceptions import NotFound

from app.accounts.models import User
from app.db import Connection, connect, transaction
from app.jobs import TryAgain, queue_job
from app.uploads import queries, storage
from app.uploads.queries import Upload

logger = logging.getLogger(__name__)

# More than any request takes from its object to its row.
GRACE = timedelta(days=1)
# The keys that we give. Other objects are not ours.
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def replace_upload(user_id: str, purpose: str, content_type: str, content: bytes) -> Upload:
    """Store a file in the place of those that the user has for this purpose."""
    upload = Upload(
        id=str(uuid4()),
        user_id=user_id,
        purpose=purpose,
        content_type=content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        created_at=datetime.now(UTC),
    )
    await storage.put_object(upload.id, content)
    async with transaction() as connection:
        await queue_deletion(connection, await queries.delete_uploads(connection, user_id, purpose))
        await queries.insert_upload(connection, upload)
    return upload


async def find_upload(user_id: str, purpose: str) -> Upload | None:
    async with connect() as connection:
        return await queries.select_upload(connection, user_id, purpose)


async def delete_upload(user_id: str, purpose: str) -> bool:
    """Delete the files that a user has for a purpose, and return whether there were any."""
    async with transaction() as connection:
        ids = await queries.delete_uploads(connection, user_id, purpose)
        await queue_deletion(connection, ids)
    return bool(ids)


async def delete_files_of(connection: Connection, user: User) -> None:
    """Delete all files of a user, in the transaction that deletes the account."""
    await queue_deletion(connection, await queries.delete_uploads(connection, user.id))


async def queue_deletion(connection: Connection, ids: list[str]) -> None:
    if ids:
        await queue_job(connection, delete_files, ids)


async def delete_files(ids: list[str]) -> None:
    """Delete the objects of rows that are gone. This is a job, which goes on after a crash."""
    try:
        for each in ids:
            await storage.delete_object(each)
    except storage.StorageUnavailable as error:
        raise TryAgain("The storage is unavailable.") from error


async def iterate_files(user_id: str) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield each file of a user, with its content in base64, for the export."""
    async with connect() as connection:
        uploads = await queries.select_uploads(connection, user_id)
    for upload in uploads:
        try:
            chunks = await storage.read_object(upload.id, 0, upload.size)
            content: str | None = b64encode(b"".join([each async for each in chunks])).decode()
        except NotFound:
            content = None  # It was lost. The rest of the export is none the worse.
        except storage.StorageUnavailable as error:
            raise TryAgain("The storage is unavailable.") from error
        yield [{**to_builtins(upload), "content": content}]


async def sweep_files() -> None:
    """Delete the objects that no row names, such as after a crash between the two.

    If there is no row at all, delete nothing: it may be a new database beside an old storage.
    """
    if not current_app.extensions["STORAGE_URL"]:
        return
    async with connect() as connection:
        if not await queries.has_uploads(connection):
            return
    before, deleted = datetime.now(UTC) - GRACE, 0
    async for part in storage.list_objects():
        old = [key for key, stored_at in part.items() if KEY.fullmatch(key) and stored_at < before]
        if not old:
            continue
        async with connect() as connection:
            known = await queries.select_known_ids(connection, old)
        for key in old:
            if key not in known:
                await storage.delete_object(key)
                deleted += 1
    if deleted:
        logger.info("%d files that nothing named were deleted", deleted)
