"""The JSON API of jobs, for admins."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.jobs.rows import STATES, read_states, write_each_state, write_job

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("state", ["waiting", "running", "failed", "canceled"])
async def test_the_jobs_in_a_state_are_listed_newest_first(
    app: Quart, admin_client: Client, state: str
) -> None:
    first = (await write_each_state(app))[state]
    second = await write_job(app, state)

    response = await admin_client.get(f"/api/jobs?state={state}")

    listed = (await response.get_json())["items"]
    assert response.status_code == 200
    assert [job["id"] for job in listed] == [second, first]
    assert {job["state"] for job in listed} == {state}


async def test_a_job_is_described_without_its_arguments(app: Quart, admin_client: Client) -> None:
    job_id = await write_job(app, "running")

    response = await admin_client.get("/api/jobs?state=running")

    (job,) = (await response.get_json())["items"]
    times = {name: job.pop(name) for name in ("created_at", "due_at", "started_at")}
    assert all(times.values())
    assert job == {
        **{"id": job_id, "kind": "count-sheep", "state": "running", "ended_at": None},
        **{"attempts": 0, "done": 30, "total": 100, "error": ""},
    }


@pytest.mark.parametrize("query", ["", "?state=", "?state=done", "?state=failed&kind=x"])
async def test_a_bad_question_is_refused(admin_client: Client, query: str) -> None:
    assert (await admin_client.get(f"/api/jobs{query}")).status_code == 422


@pytest.mark.parametrize("state", STATES)
async def test_what_failed_or_was_canceled_is_run_again(
    app: Quart, admin_client: Client, state: str
) -> None:
    job_id = await write_job(app, state)

    response = await admin_client.post(f"/api/jobs/{job_id}/retry")

    may = state in {"failed", "canceled"}
    assert response.status_code == (204 if may else 409)
    assert await read_states(app) == {job_id: "waiting" if may else state}


@pytest.mark.parametrize("state", STATES)
async def test_what_waits_or_runs_is_canceled(app: Quart, admin_client: Client, state: str) -> None:
    job_id = await write_job(app, state)

    response = await admin_client.delete(f"/api/jobs/{job_id}")

    may = state in {"waiting", "running"}
    assert response.status_code == (204 if may else 409)
    assert await read_states(app) == {job_id: "canceled" if may else state}


async def test_a_refusal_says_why(app: Quart, admin_client: Client) -> None:
    job_id = await write_job(app, "done")

    retry = await admin_client.post(f"/api/jobs/{job_id}/retry")
    cancel = await admin_client.delete(f"/api/jobs/{job_id}")

    assert (await retry.get_json())["detail"] == "This job was not given up or canceled."
    assert (await cancel.get_json())["detail"] == "This job has already ended."


async def test_a_job_that_does_not_exist_is_not_found(admin_client: Client) -> None:
    assert (await admin_client.post(f"/api/jobs/{NOBODY}/retry")).status_code == 404
    assert (await admin_client.delete(f"/api/jobs/{NOBODY}")).status_code == 404


async def test_jobs_are_for_admins(app: Quart, user_client: Client) -> None:
    job_id = await write_job(app, "failed")

    answers = [
        await user_client.get("/api/jobs?state=failed"),
        await user_client.post(f"/api/jobs/{job_id}/retry"),
        await user_client.delete(f"/api/jobs/{job_id}"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert await read_states(app) == {job_id: "failed"}
