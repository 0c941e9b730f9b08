"""Two-step login that someone else turned on, or whose app was lost."""

import asyncio
from collections.abc import Callable

import pytest
from click.testing import Result
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL
from tests.two_step.authenticator_apps import Clock, enrol

NEW = "a loom that calculates"


async def reset(app: Quart, keep: list[str]) -> None:
    client = app.test_client()
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    data = {"token": await read_token(app), "password": NEW, "keep": keep}
    assert (await client.post("/api/password/reset", json=data)).status_code == 204


@pytest.mark.parametrize(("keep", "status"), [([], 201), (["two_step"], 401)])
async def test_a_reset_of_the_password_ends_it_unless_the_owner_keeps_it(
    app: Quart, user_client: Client, clock: Clock, keep: list[str], status: int
) -> None:
    await enrol(user_client, clock)
    await reset(app, keep)

    login = {"email": EMAIL, "password": NEW}
    response = await app.test_client().post("/api/sessions", json=login)

    _, _, text = (await read_mail(app))[-1]
    assert response.status_code == status
    assert "- two-step login" in text


async def test_a_command_removes_it(
    app: Quart, user_client: Client, clock: Clock, run_command: Callable[..., Result]
) -> None:
    await enrol(user_client, clock)

    removed = await run_in_thread(run_command, "remove-factor", EMAIL.upper(), "two_step")
    again = await run_in_thread(run_command, "remove-factor", EMAIL, "two_step")
    misspelt = await run_in_thread(run_command, "remove-factor", EMAIL, "two-step")

    response = await app.test_client().post("/api/sessions", json=CREDENTIALS)
    assert (removed.exit_code, again.exit_code) == (0, 1)
    assert f"{EMAIL} logs in without two-step login from now on." in removed.output
    assert "has no two-step login." in again.output
    assert misspelt.exit_code == 1
    assert "There is no two-step. Names are:" in misspelt.output
    assert response.status_code == 201


async def run_in_thread(run_command: Callable[..., Result], *words: str) -> Result:
    """Run a command, which has an event loop of its own."""
    return await asyncio.to_thread(run_command, *words)
