"""The API answers whatever is sent to it in a way that its document tells of."""

import asyncio
import os
import sys

import pytest
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from tests.servers import run_server

ARGUMENTS = [
    "--max-examples=10",
    "--generation-deterministic",
    # They end the session that the other requests are made in.
    "--exclude-operation-id=delete_delete_user",
    "--exclude-operation-id=delete_delete_session",
    # An address may be well formed and still be one that no mail can go to.
    "--exclude-checks=positive_data_acceptance",
]


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this runs in processes of their own has its coverage from other tests."""
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("unmeasured")
async def test_no_request_finds_a_fault_or_an_undocumented_answer(
    settings: Settings, user_client: Client, unused_tcp_port: int
) -> None:
    cookie = next(iter(user_client.cookie_jar or []))
    async with run_server(settings, unused_tcp_port):
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", *ARGUMENTS),
            f"--header=Cookie: {cookie.name}={cookie.value}",
            f"http://127.0.0.1:{unused_tcp_port}/openapi.json",
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await program.communicate()

    assert program.returncode == 0, output.decode()
