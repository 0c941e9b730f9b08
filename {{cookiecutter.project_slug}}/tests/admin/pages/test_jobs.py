"""The page of jobs, for admins."""

import re
from datetime import UTC, datetime

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.jobs.rows import ARGUMENTS, read_states, write_each_state, write_job
from tests.pages.reading import HTMX, read, read_outcome

NOBODY = "00000000-0000-4000-8000-000000000000"
# The state of a job after a change, by the change and the state before.
CHANGED = {
    ("retry", "failed"): "waiting",
    ("retry", "canceled"): "waiting",
    ("cancel", "waiting"): "canceled",
    ("cancel", "running"): "canceled",
}
OUTCOMES = {"retry": "We will try again", "cancel": "The job is canceled."}
REFUSALS = {
    "retry": "This job was not given up or canceled.",
    "cancel": "This job has already ended.",
}


def read_sections(page: str) -> dict[str, str]:
    """Return what is below each heading."""
    parts = page.partition("<main")[2].split("<h2>")[1:]
    return {part.partition("</h2>")[0]: part.partition("</h2>")[2] for part in parts}


async def test_without_jobs_the_page_says_what_will_be_there(admin_client: Client) -> None:
    page = await read(await admin_client.get("/admin/jobs"))

    assert "Jobs that are done are not shown." in page
    assert "No job is running." in page
    assert "We have not given up on any job." in page
    assert "No job is waiting." in page
    assert "No job was canceled" in page
    assert '<th scope="row">deliver-mail</th>' in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]


async def test_jobs_are_counted_and_shown_without_their_arguments(
    app: Quart, admin_client: Client
) -> None:
    ids = await write_each_state(app)
    await write_job(app, "failed")

    page = await read(await admin_client.get("/admin/jobs"))

    sections = read_sections(page)
    row = page.partition('<th scope="row">count-sheep</th>')[2].partition("</tr>")[0]
    assert re.findall(r"number(| bad)\">(\d+)<", row) == [
        *(("", "1"), ("", "1"), (" bad", "2"), ("", "1"))
    ]
    for state, label in (("running", "Running"), ("waiting", "Waiting"), ("canceled", "Canceled")):
        assert f"ID {ids[state]}" in sections[label]
    assert "Running since <time" in sections["Running"]
    assert '<progress value="30" max="100"' in sections["Running"]
    assert "30 of 100" in sections["Running"]
    assert "14 attempts." in sections["Given up"]
    assert "Given up on <time" in sections["Given up"]
    assert "&lt;b&gt;Wolf" in sections["Given up"]
    assert "1 attempt." in sections["Waiting"]
    assert "Next attempt on <time" in sections["Waiting"]
    assert "&lt;i&gt;It rains" in sections["Waiting"]
    assert "Canceled on <time" in sections["Canceled"]
    for hidden in (ids["done"], ARGUMENTS, "of a person", "<i>", "<b>"):
        assert hidden not in page


@pytest.mark.parametrize("state", ["waiting", "running", "failed", "canceled", "done"])
async def test_the_page_is_read_again_only_while_a_job_runs(
    app: Quart, admin_client: Client, state: str
) -> None:
    await write_job(app, state)

    page = await read(await admin_client.get("/admin/jobs"))
    part = await read(await admin_client.get("/admin/jobs", headers=HTMX))

    assert ('hx-trigger="every 3s"' in page) is (state == "running")
    assert ('hx-trigger="every 3s"' in part) is (state == "running")
    assert "<html" not in part


async def test_the_page_is_read_again_when_a_job_is_about_to_begin(
    app: Quart, admin_client: Client
) -> None:
    await write_job(app, "waiting", due_at=datetime.now(UTC))

    assert 'hx-trigger="every 3s"' in await read(await admin_client.get("/admin/jobs"))


async def test_a_job_that_has_not_told_its_progress_shows_none(
    app: Quart, admin_client: Client
) -> None:
    await write_job(app, "running", done=0, total=0)

    assert "<progress" not in await read(await admin_client.get("/admin/jobs"))


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("change", "before"), CHANGED)
async def test_a_job_is_tried_again_or_canceled(
    app: Quart, admin_client: Client, headers: dict[str, str], change: str, before: str
) -> None:
    ids = await write_each_state(app)
    path = f"/admin/jobs/{ids[before]}/{change}"
    assert f'action="{path}"' in await read(await admin_client.get("/admin/jobs"))

    response = await admin_client.post(path, headers=headers)

    page = await read_outcome(admin_client, response, headers)
    changed = {ids[before]: CHANGED[change, before]}
    assert response.status_code == (200 if headers else 303)
    assert await read_states(app) == {id_: state for state, id_ in ids.items()} | changed
    assert OUTCOMES[change] in page
    assert ("<html" in page) is not bool(headers)
    assert ("autofocus" in page) is bool(headers)


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_all_that_were_given_up_are_tried_again(
    app: Quart, admin_client: Client, headers: dict[str, str]
) -> None:
    failed = [await write_job(app, "failed"), await write_job(app, "failed", kind="deliver-mail")]
    canceled = await write_job(app, "canceled")

    response = await admin_client.post("/admin/jobs/retry", headers=headers)

    page = await read_outcome(admin_client, response, headers)
    assert await read_states(app) == dict.fromkeys(failed, "waiting") | {canceled: "canceled"}
    assert "We will try again" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("change", "state"), [("retry", "running"), ("cancel", "done")])
async def test_a_change_that_comes_too_late_shows_the_jobs_as_they_are(
    app: Quart, admin_client: Client, headers: dict[str, str], change: str, state: str
) -> None:
    job_id = await write_job(app, state)

    response = await admin_client.post(f"/admin/jobs/{job_id}/{change}", headers=headers)

    page = await read_outcome(admin_client, response, headers)
    assert response.status_code == (200 if headers else 303)
    assert await read_states(app) == {job_id: state}
    assert REFUSALS[change] in page


async def test_a_job_that_is_gone_is_told(admin_client: Client) -> None:
    page = await read(await admin_client.post(f"/admin/jobs/{NOBODY}/cancel", headers=HTMX))

    assert "This job does not exist." in page


async def test_many_jobs_are_not_all_shown(
    app: Quart, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.queries.MAX_SHOWN", 2)
    monkeypatch.setattr("app.admin.pages.jobs.MAX_SHOWN", 2)
    for _ in range(3):
        await write_job(app, "failed")

    page = await read(await admin_client.get("/admin/jobs"))

    assert page.count("14 attempts") == 2
    assert page.count("Only the newest 2 are shown.") == 1


async def test_the_first_page_of_admins_counts_jobs(app: Quart, admin_client: Client) -> None:
    await write_each_state(app)
    await write_job(app, "failed", kind="deliver-mail")

    page = await read(await admin_client.get("/admin"))

    tile = page.partition('<a href="/admin/jobs">Jobs</a></dt>')[2].partition("</dd>")[0]
    assert "1 <small>waiting</small>" in tile
    assert '<small class="bad">2 given up</small>' in tile
