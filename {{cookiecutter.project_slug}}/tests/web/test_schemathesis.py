"""The API answers whatever is sent to it in a way that its document tells of."""

import asyncio
import sys

import pytest
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from tests.constants import PATIENCE
from tests.servers import make_environment, serve_here

ARGUMENTS = [
    "--max-examples=10",
    "--generation-deterministic",
    # They end the session that the other requests are made in.
    "--exclude-operation-id=delete_delete_user",
    "--exclude-operation-id=delete_delete_current_session",
    # An address may be well formed and still be one that no mail can go to.
    "--exclude-checks=positive_data_acceptance",
    # A busy machine is no fault of the API.
    f"--request-timeout={PATIENCE}",
    "--suppress-health-check=too_slow",
]


@pytest.mark.fuzz
@pytest.mark.timeout(0)  # It has a limit of its own, which grows with the API.
async def test_no_request_finds_a_fault_or_an_undocumented_answer(
    settings: Settings, user_client: Client, unused_tcp_port: int
) -> None:
    cookie = next(cookie for cookie in user_client.cookie_jar or [] if cookie.name == "auth")
    document = await (await user_client.get("/openapi.json")).get_json()
    operations = sum(len(path) for path in document["paths"].values())
    async with serve_here(settings, unused_tcp_port):
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", *ARGUMENTS),
            f"--header=Cookie: {cookie.name}={cookie.value}",
            f"http://127.0.0.1:{unused_tcp_port}/openapi.json",
            env=make_environment(settings),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(operations * PATIENCE):
                output, _ = await program.communicate()
        finally:
            if program.returncode is None:
                program.kill()
                await program.wait()

    assert program.returncode == 0, output.decode()
