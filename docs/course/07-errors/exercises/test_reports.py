from typing import Any

import pytest
import reports
from app import create_app
from app.config import Settings
from quart.typing import TestClientProtocol as Client


@pytest.fixture
def client(settings: Settings) -> Client:
    app = create_app(settings)
    reports.init_app(app)
    return app.test_client()


async def read(client: Client, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = await (await client.get(f"/api/reports/{name}")).get_json()
    return answer


async def test_a_report_is_shown(client: Client) -> None:
    assert await read(client, "sales") == {"text": "Sales: 12"}


async def test_an_unknown_report_is_a_mistake_of_the_client(client: Client) -> None:
    problem = await read(client, "weather")

    assert problem.get("status") == 404
    assert problem["detail"] == "There is no report of that name."


async def test_a_fault_of_ours_has_a_request_id_and_no_path(client: Client) -> None:
    problem = await read(client, "taxes")

    assert problem.get("status") == 500
    assert "request_id" in problem
    assert "such/folder" not in str(problem)


async def test_the_log_has_the_reason(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    await read(client, "taxes")

    assert "FileNotFoundError" in caplog.text
