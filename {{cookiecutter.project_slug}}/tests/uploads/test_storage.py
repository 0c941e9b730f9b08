"""Storage: a folder, and a server that speaks as Amazon S3 does."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import NotFound

from app.accounts.models import User
from app.jobs.runner import run_due_jobs
from app.uploads import files, storage
from app.uploads.files import replace_upload, sweep_files
from tests.buckets import create_bucket
from tests.uploads.images import make_picture

URL = "/api/users/me/picture"


@pytest.fixture(params=["folder", "s3"])
def storage_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return (tmp_path / "a folder").as_uri()
    return create_bucket(request.getfixturevalue("s3_port"), request.node.nodeid, "app/files")


@pytest.fixture
async def context(app: Quart) -> AsyncIterator[None]:
    async with app.app_context():
        yield


async def read(key: str, start: int, end: int) -> bytes:
    return b"".join([chunk async for chunk in await storage.read_object(key, start, end)])


async def list_keys() -> set[str]:
    return {key async for part in storage.list_objects() for key in part}


@pytest.mark.usefixtures("context")
async def test_what_is_put_is_read_listed_and_deleted() -> None:
    content = bytes(range(256)) * 4000

    await storage.put_object("one", content)
    await storage.put_object("empty", b"")

    assert await read("one", 0, len(content)) == content
    assert await read("one", 255, 258) == b"\xff\x00\x01"
    assert await read("empty", 0, 0) == b""
    assert await list_keys() == {"one", "empty"}
    await storage.delete_object("one")
    await storage.delete_object("one")
    assert await list_keys() == {"empty"}
    with pytest.raises(NotFound):
        await storage.read_object("one", 0, 1)


async def test_a_picture_comes_back_and_goes_with_its_account(
    app: Quart, user_client: Client
) -> None:
    await user_client.put(URL, data=make_picture())

    response = await user_client.get(URL)
    async with app.app_context():
        before = await list_keys()
    await user_client.delete("/api/users/me")
    await run_due_jobs(app)

    assert response.status_code == 200
    assert (await response.get_data(as_text=False)).startswith(b"RIFF")
    async with app.app_context():
        assert (len(before), await list_keys()) == (1, set())


async def test_files_that_nothing_names_are_swept_after_a_day(
    app: Quart, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "GRACE", timedelta(seconds=-60))
    async with app.app_context():
        kept = await replace_upload(user.id, "notes", "text/plain", b"kept")
        await storage.put_object(str(uuid4()), b"stray")
        await storage.put_object("of someone else", b"no file of ours")

        await sweep_files()

        assert await list_keys() == {kept.id, "of someone else"}


async def test_a_new_file_waits_for_its_row(app: Quart, user: User) -> None:
    async with app.app_context():
        await replace_upload(user.id, "notes", "text/plain", b"kept")
        await storage.put_object(str(uuid4()), b"its row comes soon")

        await sweep_files()

        assert len(await list_keys()) == 2


async def test_nothing_is_swept_beside_an_empty_database(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "GRACE", timedelta(seconds=-60))
    async with app.app_context():
        await storage.put_object(str(uuid4()), b"of the database that was here before")

        await sweep_files()

        assert len(await list_keys()) == 1
