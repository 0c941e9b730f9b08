"""The file of an export, when it is large, slow to send, or deleted while it is sent."""

import asyncio
from collections.abc import AsyncIterator
from math import ceil
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.export import add_long_export, queries, writing
from app.config import Settings
from tests.accounts.people import export_account
from tests.accounts.test_export import FILE, PATH, count_parts, read_file
from tests.servers import serve_here
from tests.sockets import ask


async def test_an_export_is_a_file_of_a_known_size(app: Quart, user_client: Client) -> None:
    await export_account(user_client)

    response = await user_client.get(FILE)

    body = await response.get_data(as_text=False)
    state = await (await user_client.get(PATH)).get_json()
    assert response.content_type == "application/json"
    assert response.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    assert response.headers["Cache-Control"] == "no-store"
    assert state["size"] == len(body) == int(response.headers["Content-Length"])


async def test_a_big_export_arrives_whole(app: Quart, user_client: Client) -> None:
    rows = [{"number": number, "text": 80 * "ö"} for number in range(20_000)]

    async def iterate_notes(user_id: str) -> AsyncIterator[list[dict[str, Any]]]:
        for start in range(0, len(rows), 500):
            yield rows[start : start + 500]

    add_long_export(app, "my notes", iterate_notes)

    export = await export_account(user_client)

    state = await (await user_client.get(PATH)).get_json()
    assert export["features"]["my notes"] == rows
    assert state["size"] > 3_000_000
    assert await count_parts(app) == (1, ceil(state["size"] / writing.PART_SIZE))


async def test_a_download_may_take_longer_than_other_responses(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    select_part = queries.select_part

    async def select_slowly(*arguments: Any) -> bytes | None:
        await asyncio.sleep(0.1)
        return await select_part(*arguments)

    await export_account(user_client)
    monkeypatch.setattr(queries, "select_part", select_slowly)
    app.config["RESPONSE_TIMEOUT"] = 0.05

    assert (await read_file(user_client))["user"]


async def test_a_download_of_an_export_that_is_deleted_does_not_look_complete(
    app: Quart,
    user_client: Client,
    settings: Settings,
    unused_tcp_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    select_part = queries.select_part

    async def select_first(*arguments: Any) -> bytes | None:
        return await select_part(*arguments) if arguments[-1] == 0 else None

    monkeypatch.setattr(writing, "PART_SIZE", 100)
    await export_account(user_client)
    monkeypatch.setattr(queries, "select_part", select_first)
    cookies = "; ".join(f"{each.name}={each.value}" for each in user_client.cookie_jar or ())
    async with serve_here(settings, unused_tcp_port):
        response = await ask(
            unused_tcp_port,
            f"GET {FILE} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode(),
        )

    head, _, body = response.partition(b"\r\n\r\n")
    assert b"200" in head.splitlines()[0]
    assert len(body) == 100
    assert b"content-length: 100\r\n" not in head.lower()
