"""Faults of the storage: everyone is told, nothing is half done, and it goes on afterwards."""

from base64 import b64encode
from pathlib import Path

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import ServiceUnavailable

from app import create_app
from app.accounts.models import User
from app.config import Settings
from app.db import connect
from app.jobs.runner import run_due_jobs
from app.uploads import files, queries, storage
from app.uploads.queries import select_uploads
from tests.accounts.people import export_account
from tests.uploads.images import make_picture
from tests.uploads.objects import bring_back, list_files, lose

URL = "/api/users/me/picture"


async def test_nothing_is_saved_while_the_storage_is_away(
    app: Quart, user: User, user_client: Client, folder: Path
) -> None:
    await user_client.put(URL, data=make_picture())
    moved = lose(folder)

    refused = await user_client.put(URL, data=make_picture())
    unread = await user_client.get(URL)
    bring_back(folder, moved)

    assert (refused.status_code, unread.status_code) == (503, 503)
    assert (await refused.get_json())["detail"] == storage.StorageUnavailable.description
    assert refused.headers["Retry-After"] == "60"
    assert (await user_client.get(URL)).status_code == 200
    async with app.app_context(), connect() as connection:
        assert len(await select_uploads(connection, user.id)) == 1


async def test_a_deletion_waits_until_the_storage_is_back(
    app: Quart, user_client: Client, folder: Path
) -> None:
    await user_client.put(URL, data=make_picture())
    moved = lose(folder)

    deleted = await user_client.delete(URL)
    await run_due_jobs(app)
    bring_back(folder, moved)

    assert deleted.status_code == 204
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE jobs SET due_at = created_at WHERE kind = 'delete-files'")
    await run_due_jobs(app)
    assert list_files(folder) == []


async def test_the_old_picture_stays_if_the_new_one_cannot_be_saved(
    app: Quart, user_client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await user_client.put(URL, data=make_picture())
    before = await (await user_client.get(URL)).get_data(as_text=False)

    async def fail(*_: object) -> None:
        raise RuntimeError("The process ends here.")

    with monkeypatch.context() as patch:
        patch.setattr(queries, "insert_upload", fail)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        assert (await user_client.put(URL, data=make_picture("PNG"))).status_code == 500
    await run_due_jobs(app)

    assert await (await user_client.get(URL)).get_data(as_text=False) == before
    # That of the new one, which is swept later.
    assert len(list_files(folder)) == 2


async def test_an_export_has_the_files_and_says_which_were_lost(
    user_client: Client, folder: Path
) -> None:
    await user_client.put(URL, data=make_picture())
    (name,) = list_files(folder)
    file = folder / name
    content = file.read_bytes()

    (kept,) = (await export_account(user_client))["features"]["uploads"]
    file.unlink()
    (lost,) = (await export_account(user_client))["features"]["uploads"]

    assert b64encode(content).decode() == kept["content"]
    assert (kept["purpose"], kept["size"]) == ("picture", len(content))
    assert lost == {**kept, "content": None}


async def test_in_production_nothing_is_stored_where_it_would_be_lost(settings: Settings) -> None:
    changed = {"app_env": "production", "base_url": "https://example.com", "variables": {}}
    app = create_app(settings.model_copy(update=changed))

    async with app.app_context():
        assert app.extensions["STORAGE_URL"] == ""
        with pytest.raises(ServiceUnavailable, match="STORAGE_URL is not set"):
            await storage.put_object("key", b"content")
        await files.sweep_files()
