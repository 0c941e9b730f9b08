"""The numbers for Prometheus: who may read them, and what they count."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import Settings
from tests.constants import CREDENTIALS, PATIENCE
from tests.servers import make_environment, wait_until_listening
from tests.sockets import ask, read_status

DOCS = Path(__file__).parent.parent / "docs"
TOKEN = "a token for tests alone, 0123456789"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
REQUEST = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n\r\n"


@pytest.fixture
async def measured(settings: Settings) -> AsyncIterator[Quart]:
    app = create_app(settings.model_copy(update={"metrics_token": SecretStr(TOKEN)}))
    async with app.test_app():
        yield app


async def read(client: Client) -> dict[str, float]:
    response = await client.get("/metrics", headers=HEADERS)
    assert response.status_code == 200
    return parse(await response.get_data(as_text=True))


def parse(text: str) -> dict[str, float]:
    """Return each number by its name and labels, written as `name label="value"`."""
    numbers = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            numbers[f"{sample.name} {labels}".rstrip()] = sample.value
    return numbers


async def test_without_the_setting_there_is_nothing(client: Client) -> None:
    assert (await client.get("/metrics", headers=HEADERS)).status_code == 404


@pytest.mark.parametrize("sent", [None, "", "Bearer", "Bearer ", "Bearer x", f"Basic {TOKEN}", "é"])
async def test_only_who_has_the_token_may_read(measured: Quart, sent: str | None) -> None:
    headers = {} if sent is None else {"Authorization": sent}
    response = await measured.test_client().get("/metrics", headers=headers)

    assert response.status_code == 401
    assert "Bearer" in response.headers["WWW-Authenticate"]


async def test_requests_are_counted_by_route_and_not_by_path(measured: Quart) -> None:
    client = measured.test_client()
    await client.get("/livez")
    await client.get("/livez")
    await client.get("/of-nobody/1")
    await client.delete("/of-nobody/2")
    await client.delete("/api/sessions/5f0786e8-0edf-42e6-8ba5-044b583e789e")

    numbers = await read(client)
    assert numbers['http_requests_total method="GET",route="/livez",status="200"'] == 2
    assert numbers['http_requests_total method="any",route="none",status="404"'] == 2
    assert numbers['http_request_duration_seconds_count method="GET",route="/livez"'] == 2
    assert not [name for name in numbers if "of-nobody" in name or "5f0786e8" in name]


async def test_open_pages_and_waiting_requests_are_counted(measured: Quart) -> None:
    client = measured.test_client()
    with measured.extensions["LIVE"].open_queue("topic"):
        numbers = await read(client)
    measured.extensions["LOAD"].refused = 3
    later = await read(client)

    assert numbers["live_streams"] == 1
    assert later["live_streams"] == 0
    assert numbers["http_requests_refused_total"] == 0
    assert later["http_requests_refused_total"] == 3
    assert "http_requests_waiting" in numbers


async def test_mail_jobs_and_tasks_are_counted(measured: Quart) -> None:
    client = measured.test_client()
    before = await read(client)
    await client.post("/api/users", json=CREDENTIALS)
    await measured.extensions["QUART_TASKS"].test_run("delete-old-mail")

    numbers = await read(client)
    assert before['mail_messages state="waiting"'] == 0
    assert numbers['mail_messages state="waiting"'] == 1
    assert numbers['mail_messages state="given_up"'] == 0
    assert before['jobs kind="deliver-mail",state="waiting"'] == 0
    assert numbers['jobs kind="deliver-mail",state="waiting"'] == 1
    for state in ("running", "failed", "canceled"):
        assert numbers[f'jobs kind="deliver-mail",state="{state}"'] == 0
    assert 'jobs kind="deliver-mail",state="done"' not in numbers
    assert numbers['task_failed task="delete-old-mail"'] == 0
    assert numbers['task_started_timestamp_seconds task="delete-old-mail"'] > 0


async def test_two_apps_of_one_process_share_no_numbers(
    measured: Quart, settings: Settings
) -> None:
    await measured.test_client().get("/livez")
    other = create_app(settings.model_copy(update={"metrics_token": SecretStr(TOKEN)}))
    async with other.test_app():
        numbers = await read(other.test_client())

    assert not [name for name in numbers if "/livez" in name]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot share a port")
async def test_the_processes_of_a_server_add_up_their_numbers(
    settings: Settings, unused_tcp_port: int, tmp_path: Path
) -> None:
    more = {"WEB_CONCURRENCY": "2", "PORT": str(unused_tcp_port), "METRICS_TOKEN": TOKEN}
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from app.cli import main; main()", "serve"),
        env={**make_environment(settings), **more, "TMPDIR": str(tmp_path), "REDIS_URL": ""},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await wait_until_listening(unused_tcp_port)
        for _ in range(20):
            assert await read_status(unused_tcp_port, REQUEST % (b"/livez", b"Accept: */*")) == 200
        question = REQUEST % (b"/metrics", f"Authorization: Bearer {TOKEN}".encode())
        answers = [await ask(unused_tcp_port, question) for _ in range(5)]
    finally:
        server.terminate()
        async with asyncio.timeout(PATIENCE):
            await server.wait()

    name = 'http_requests_total method="GET",route="/livez",status="200"'
    counts = [parse(answer.partition(b"\r\n\r\n")[2].decode())[name] for answer in answers]
    assert counts == [20.0] * 5
    assert os.listdir(tmp_path) == []


async def test_the_page_and_the_dashboard_name_what_there_is(measured: Quart) -> None:
    client = measured.test_client()
    await client.get("/livez")
    present = {name.partition(" ")[0] for name in await read(client)}
    page = (DOCS / "monitoring.md").read_text(encoding="utf-8")
    dashboard = json.loads((DOCS / "grafana-dashboard.json").read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    alarms = re.findall(r"expr: (.+)", page)

    listed = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    own = r"\b(?:(?:http|live|database|mail|task)_\w+|jobs\b)"
    used = {name for text in [*shown, *alarms] for name in re.findall(own, text)}
    # These appear with a pool of connections, and when a task has run.
    rare = {"database_connections", "task_started_timestamp_seconds", "task_failed"}
    present = {name for name in present if re.match(own, name)} | rare
    assert {re.sub("_(bucket|count|sum|created)$", "", name) for name in present} >= listed
    assert {name.removesuffix("_bucket") for name in used} == listed
