"""The storage at STORAGE_URL, a folder or object storage: put, read, list and delete objects.

An object is there whole or not at all. obstore does this for each kind of storage, and is imported
when a file is first used.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from quart import current_app
from werkzeug.exceptions import NotFound, ServiceUnavailable

if TYPE_CHECKING:
    from obstore.store import ObjectStore

logger = logging.getLogger(__name__)

# The library itself tries for three minutes, for which nobody waits.
SECONDS = 10
RETRY_SECONDS = 60
CHUNK = 256 * 1024


class StorageUnavailable(ServiceUnavailable):
    """Raised while the storage cannot be reached, or refuses us."""

    description = "We can't reach our file storage right now. Try again in a few minutes."


async def open_store() -> "ObjectStore":
    """Return the storage. Open it once, in a thread, as the first time imports the library."""
    if "STORE" not in current_app.extensions:
        from app.uploads.locations import open_location

        url: str = current_app.extensions["STORAGE_URL"]
        if not url:
            raise ServiceUnavailable("Files cannot be stored here yet: STORAGE_URL is not set.")
        with report_errors():
            current_app.extensions["STORE"] = await asyncio.to_thread(open_location, url)
    store: ObjectStore = current_app.extensions["STORE"]
    return store


async def put_object(key: str, content: bytes) -> None:
    store = await open_store()
    with report_errors():
        async with asyncio.timeout(SECONDS):
            await store.put_async(key, content)


async def read_object(key: str, start: int, end: int) -> AsyncIterator[bytes]:
    """Open an object, and return its bytes from `start` to before `end`, chunk by chunk.

    Raise `NotFound` if there is no such object. An error after the first chunk ends the response
    early, so that the client can tell by its `Content-Length`.
    """
    if start == end:
        return iterate_nothing()
    store = await open_store()
    with report_errors():
        async with asyncio.timeout(SECONDS):
            found = await store.get_async(key, options={"range": (start, end)})
    return iterate_chunks(found.stream(min_chunk_size=CHUNK))


async def iterate_nothing() -> AsyncIterator[bytes]:
    for _ in range(0):
        yield b""


async def iterate_chunks(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    with report_errors():
        while True:
            async with asyncio.timeout(SECONDS):
                chunk = await anext(stream, None)
            if chunk is None:
                return
            yield bytes(chunk)


async def list_objects() -> AsyncIterator[dict[str, datetime]]:
    """Yield the objects part by part: their keys, with the time when each was stored."""
    store = await open_store()
    with report_errors():
        async for part in store.list(chunk_size=1000):
            yield {each["path"]: each["last_modified"] for each in part}


async def delete_object(key: str) -> None:
    """Delete an object. It may be gone already."""
    store = await open_store()
    with report_errors(), suppress(FileNotFoundError):
        async with asyncio.timeout(SECONDS):
            await store.delete_async(key)


@contextmanager
def report_errors() -> Iterator[None]:
    """Raise `NotFound` for an object that is not there, and `StorageUnavailable` for faults.

    Log the code or the first words of an error, which has pages of them.
    """
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError as error:
        logger.error("A file is missing in the storage")
        raise NotFound("The file is missing.") from error
    except (BaseError, OSError, TimeoutError) as error:
        code = re.search(r"<Code>(\w+)</Code>", str(error))
        reason = code[1] if code else str(error).partition("\n")[0] or repr(error)
        logger.error("The storage at STORAGE_URL failed: %s", reason)
        raise StorageUnavailable(retry_after=RETRY_SECONDS) from error
