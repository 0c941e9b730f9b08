"""The commands for jobs."""

import asyncio
import re
from collections.abc import Callable

import pytest
from click.testing import Result
from quart import Quart

from tests.jobs.rows import read_states, write_each_state, write_job
from tests.mails import queue_greetings, read_outbox

Run = Callable[..., Result]
NOBODY = "00000000-0000-4000-8000-000000000000"
SPACES = re.compile(" +")


async def test_jobs_are_counted_and_those_that_run_or_were_given_up_listed(
    app: Quart, run_command: Run
) -> None:
    ids = await write_each_state(app)

    result = await asyncio.to_thread(run_command, "list-jobs")

    counts, _, jobs = SPACES.sub(" ", result.output).partition("\n\n")
    assert result.exit_code == 0
    assert counts.splitlines()[0] == "Kind Waiting Running Given up Canceled"
    assert {"count-sheep 1 1 1 1", "deliver-mail 0 0 0 0"} <= set(counts.splitlines())
    names, running, failed = jobs.splitlines()
    assert names == "Job Kind State Queued (UTC) Attempts Done Error"
    assert running.startswith(f"{ids['running']} count-sheep running 20")
    assert running.endswith(" 0 30 of 100")
    assert failed.startswith(f"{ids['failed']} count-sheep given up 20")
    assert failed.endswith(" 14 <b>Wolf")
    assert "of a person" not in result.output


async def test_without_jobs_the_kinds_are_listed(run_command: Run) -> None:
    result = await asyncio.to_thread(run_command, "list-jobs")

    rows = SPACES.sub(" ", result.output).splitlines()[1:]
    assert "deliver-mail 0 0 0 0" in rows
    assert all(row.endswith(" 0 0 0 0") for row in rows)


async def test_jobs_that_are_due_are_run(app: Quart, run_command: Run) -> None:
    await queue_greetings(app, ["ada@example.com", "eve@example.com"])
    later = await write_job(app, "waiting", kind="deliver-mail")

    result = await asyncio.to_thread(run_command, "run-jobs")

    assert result.exit_code == 0
    assert [mail["state"] for mail in await read_outbox(app)] == ["done", "done"]
    assert (await read_states(app))[later] == "waiting"


async def test_all_that_were_given_up_are_tried_again(app: Quart, run_command: Run) -> None:
    ids = await write_each_state(app)
    await write_job(app, "failed", kind="deliver-mail")

    result = await asyncio.to_thread(run_command, "retry-jobs")

    states = list((await read_states(app)).values())
    assert (result.exit_code, result.output) == (0, "Waiting to be run again: 2\n")
    assert states.count("failed") == 0
    assert states.count("canceled") == 1
    assert (await read_states(app))[ids["failed"]] == "waiting"


@pytest.mark.parametrize("state", ["failed", "canceled"])
async def test_one_job_is_tried_again(app: Quart, run_command: Run, state: str) -> None:
    ids = await write_each_state(app)

    result = await asyncio.to_thread(run_command, "retry-jobs", ids[state])

    assert (result.exit_code, result.output) == (0, "")
    changed = {id_: state for state, id_ in ids.items()} | {ids[state]: "waiting"}
    assert await read_states(app) == changed


@pytest.mark.parametrize("state", ["waiting", "running"])
async def test_a_job_is_canceled(app: Quart, run_command: Run, state: str) -> None:
    ids = await write_each_state(app)

    result = await asyncio.to_thread(run_command, "cancel-job", ids[state])

    assert (result.exit_code, result.output) == (0, "")
    changed = {id_: state for state, id_ in ids.items()} | {ids[state]: "canceled"}
    assert await read_states(app) == changed


@pytest.mark.parametrize("job_id", [NOBODY, "nonsense", "'"])
@pytest.mark.parametrize(
    ("command", "reason"),
    [("retry-jobs", "was given up or canceled"), ("cancel-job", "waits or runs")],
)
async def test_a_job_that_does_not_exist_ends_with_a_sentence_and_1(
    run_command: Run, command: str, job_id: str, reason: str
) -> None:
    result = await asyncio.to_thread(run_command, command, job_id)

    assert (result.exit_code, result.output) == (1, f"Error: No job {job_id} {reason}.\n")
