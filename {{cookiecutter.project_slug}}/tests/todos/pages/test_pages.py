"""The pages of todos, with plain forms."""

import re
from typing import Any
from uuid import uuid4

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import create_user, log_in
from tests.constants import CREDENTIALS
from tests.pages.reading import HTMX, read

OTHER = "bob@example.com"


async def create_todo(client: Client, task: str = "Weave", **fields: Any) -> str:
    """Create a todo, and return the path of its page."""
    response = await client.post("/api/todos", json={"task": task, **fields})
    return f"/todos/{(await response.get_json())['id']}"


async def list_api(client: Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await (await client.get("/api/todos")).get_json())["items"]
    return items


async def test_an_empty_list_says_how_to_begin(user_client: Client) -> None:
    page = await read(await user_client.get("/todos"))

    assert "Nothing to do yet" in page
    assert "<title>Todos · Test app</title>" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", ["Weave", "Spin"], []),
        ("?complete=", ["Weave", "Spin"], []),
        ("?complete=false", ["Weave"], ["Spin"]),
        ("?complete=true", ["Spin"], ["Weave"]),
    ],
)
async def test_the_list_is_filtered(
    user_client: Client, query: str, shown: list[str], hidden: list[str]
) -> None:
    await create_todo(user_client, "Weave")
    await create_todo(user_client, "Spin", complete=True)

    page = await read(await user_client.get(f"/todos{query}"))

    assert all(f'<span class="task" dir="auto">{task}</span>' in page for task in shown)
    assert not any(task in page for task in hidden)


async def test_what_is_done_to_a_todo_leads_back_to_the_list_as_it_was(user_client: Client) -> None:
    path = await create_todo(user_client)

    page = await read(await user_client.get("/todos?complete=false"))
    edit = await read(await user_client.get(f"{path}/edit?complete=false"))

    for action in ("tick", "edit", "delete"):
        assert f'"{path}/{action}?complete=false"' in page
    assert f'action="{path}?complete=false"' in edit
    assert 'href="/todos?complete=false"' in edit


@pytest.mark.parametrize("query", ["complete=maybe", "cursor=nonsense"])
async def test_a_list_that_cannot_be_is_an_error_page(user_client: Client, query: str) -> None:
    response = await user_client.get(f"/todos?{query}")

    assert response.status_code == 422
    assert "This address is not valid. Open your todos again." in await read(response)


async def test_what_else_an_address_holds_does_not_matter(user_client: Client) -> None:
    response = await user_client.get("/todos?utm_source=mail&todo_id=1&_external=1")

    assert response.status_code == 200


async def test_a_long_list_has_pages(user_client: Client) -> None:
    for number in range(21):
        await create_todo(user_client, f"Task {number:02}")

    first = await read(await user_client.get("/todos?complete=false"))
    found = re.search(r'href="(/todos\?complete=false&amp;cursor=[^"]+)"', first)
    assert found
    older = found[1].replace("&amp;", "&")
    second = await read(await user_client.get(older))
    part = await read(await user_client.get(older, headers=HTMX))

    assert "Task 20" in first
    assert "Task 00" not in first
    for page in (second, part):
        assert "Task 00" in page
        assert "Task 01" not in page
    assert "Back to the newest" in second
    assert "<html" in second
    assert "<html" not in part


async def test_a_task_is_text_whatever_it_holds(user_client: Client) -> None:
    await create_todo(user_client, '<b>"Weave"</b>')

    page = await read(await user_client.get("/todos"))

    assert "<b>" not in page
    assert "&lt;b&gt;&#34;Weave&#34;&lt;/b&gt;" in page


async def test_a_task_keeps_its_direction_to_itself(user_client: Client) -> None:
    await create_todo(user_client, "לארוג")

    page = await read(await user_client.get("/todos"))
    part = await read(await user_client.post("/todos", form={"task": "לטוות"}, headers=HTMX))

    assert '<span class="task" dir="auto">לארוג</span>' in page
    assert 'dir="auto"' in page.partition('id="task"')[2].partition(">")[0]
    assert "Added “<bdi>לטוות</bdi>”." in part


async def test_a_form_adds_a_todo(user_client: Client) -> None:
    response = await user_client.post(
        "/todos?complete=false", form={"task": " Weave ", "due": "2027-01-02T03:04"}
    )

    assert response.status_code == 303
    assert response.headers["Location"] == "/todos?complete=false"
    (todo,) = await list_api(user_client)
    assert (todo["task"], todo["due"]) == ("Weave", "2027-01-02T03:04:00Z")
    assert not todo["complete"]


@pytest.mark.parametrize("due", ["tomorrow", "2027-13-01T00:00", "2027-01-02T03:04+02:00", "0"])
async def test_a_date_that_is_none_comes_back(user_client: Client, due: str) -> None:
    response = await user_client.post("/todos", form={"task": "Weave", "due": due})

    page = await read(response)
    assert response.status_code == 422
    assert 'id="due-error"' in page
    assert 'value="Weave"' in page


async def test_a_form_ticks_a_todo_and_leaves_the_rest_of_it(user_client: Client) -> None:
    due = "2027-01-02T03:04:05.678900Z"
    path = await create_todo(user_client, due=due)

    response = await user_client.post(f"{path}/tick?complete=false", form={"complete": "true"})

    assert response.headers["Location"] == "/todos?complete=false"
    (todo,) = await list_api(user_client)
    assert todo["complete"]
    assert (todo["task"], todo["due"]) == ("Weave", due)


async def test_a_todo_is_shown_with_its_date(user_client: Client) -> None:
    path = await create_todo(user_client, due="2027-01-02T03:04:00+02:00")

    page = await read(await user_client.get(path))
    part = await read(await user_client.get(path, headers=HTMX))

    assert 'Due <time datetime="2027-01-02T01:04:00+00:00">2 Jan 2027, 01:04</time>' in page
    assert "<html" in page
    assert part.strip().startswith("<li")


async def test_a_form_replaces_a_todo(user_client: Client) -> None:
    path = await create_todo(user_client, due="2027-01-02T03:04:00Z")

    response = await user_client.post(path, form={"task": "Spin", "due": "", "complete": "true"})

    assert response.headers["Location"] == "/todos"
    (todo,) = await list_api(user_client)
    assert (todo["task"], todo["due"], todo["complete"]) == ("Spin", None, True)


async def test_a_form_deletes_a_todo(user_client: Client) -> None:
    path = await create_todo(user_client)

    response = await user_client.post(f"{path}/delete")

    assert response.headers["Location"] == "/todos"
    assert await list_api(user_client) == []


@pytest.mark.parametrize(
    ("method", "action", "form"),
    [
        ("GET", "", {}),
        ("GET", "/edit", {}),
        ("POST", "", {"task": "Mine"}),
        ("POST", "", {"task": ""}),
        ("POST", "/tick", {"complete": "true"}),
        ("POST", "/delete", {}),
    ],
)
async def test_nobody_reaches_the_todo_of_another(
    app: Quart, user_client: Client, method: str, action: str, form: dict[str, str]
) -> None:
    path = await create_todo(user_client)
    await create_user(app, OTHER)
    other = await log_in(app, OTHER)

    for unreachable in (path, f"/todos/{uuid4()}"):
        send = other.get if method == "GET" else other.post
        response = await send(f"{unreachable}{action}", form=form or None)

        assert response.status_code == 404
        assert "You have no such todo." in await read(response)
    assert [todo["task"] for todo in await list_api(user_client)] == ["Weave"]
    assert not (await list_api(user_client))[0]["complete"]


async def test_the_list_of_another_is_empty(app: Quart, user_client: Client) -> None:
    await create_todo(user_client)
    await create_user(app, OTHER)
    other = await log_in(app, OTHER)

    page = await read(await other.get("/todos"))

    assert "Weave" not in page


async def test_a_stranger_logs_in_first(client: Client) -> None:
    response = await client.get("/todos?complete=true")

    assert response.status_code == 303
    assert response.headers["Location"] == "/login?next=/todos?complete%3Dtrue"


@pytest.mark.usefixtures("user")
async def test_who_logs_in_lands_on_the_list(client: Client) -> None:
    response = await client.post("/login", form=CREDENTIALS)

    assert response.headers["Location"] == "/todos"
