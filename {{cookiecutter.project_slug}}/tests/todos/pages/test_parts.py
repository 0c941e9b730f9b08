"""The parts of the pages of todos that HTMX asks for."""

import pytest
from quart.typing import TestClientProtocol as Client

from tests.pages.reading import HTMX, read
from tests.todos.pages.test_pages import create_todo, list_api


async def test_whole_pages_and_parts_are_told_apart_by_caches(user_client: Client) -> None:
    response = await user_client.get("/todos")

    assert "HX-Request" in response.headers["Vary"]


async def test_htmx_adds_a_todo_in_place(user_client: Client) -> None:
    response = await user_client.post("/todos", form={"task": "Weave", "due": ""}, headers=HTMX)

    page = await read(response)
    assert response.status_code == 200
    assert 'hx-swap-oob="afterbegin:#todos"' in page
    assert '<span class="task" dir="auto">Weave</span>' in page
    assert 'id="task" name="task" type="text" value=""' in page
    assert "<html" not in page


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"task": " ", "due": "2027-01-02T03:04"}, "This is required."),
        ({"task": "x" * 501, "due": "2027-01-02T03:04"}, "Use at most 500 characters."),
        ({"due": "2027-01-02T03:04"}, "This is required."),
    ],
)
async def test_a_todo_that_is_wrong_comes_back(
    user_client: Client, headers: dict[str, str], form: dict[str, str], message: str
) -> None:
    response = await user_client.post("/todos", form=form, headers=headers)

    page = await read(response)
    assert response.status_code == 422
    assert f'id="task-error">{message}' in page
    assert 'value="2027-01-02T03:04"' in page
    assert ("<html" in page) is not bool(headers)
    assert await list_api(user_client) == []


async def test_htmx_takes_a_tick_back_in_place(user_client: Client) -> None:
    path = await create_todo(user_client, complete=True)

    response = await user_client.post(f"{path}/tick", form={"complete": "false"}, headers=HTMX)

    page = await read(response)
    assert 'aria-pressed="false"' in page
    assert page.strip().startswith("<li")
    assert not (await list_api(user_client))[0]["complete"]


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_the_form_to_edit_holds_the_todo(
    user_client: Client, headers: dict[str, str]
) -> None:
    path = await create_todo(user_client, complete=True, due="2027-01-02T03:04:00Z")

    page = await read(await user_client.get(f"{path}/edit", headers=headers))

    assert 'value="Weave"' in page
    assert 'value="2027-01-02T03:04:00"' in page
    assert "checked" in page
    assert ("<html" in page) is not bool(headers)


async def test_htmx_replaces_a_todo_in_place(user_client: Client) -> None:
    path = await create_todo(user_client)

    response = await user_client.post(path, form={"task": "Spin"}, headers=HTMX)

    assert '<span class="task" dir="auto">Spin</span>' in await read(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_an_edit_that_is_wrong_comes_back(
    user_client: Client, headers: dict[str, str]
) -> None:
    path = await create_todo(user_client)

    response = await user_client.post(
        path, form={"task": "", "due": "2027-01-02T03:04", "complete": "true"}, headers=headers
    )

    page = await read(response)
    assert response.status_code == 422
    assert "This is required." in page
    assert 'value="2027-01-02T03:04"' in page
    assert "checked" in page
    assert (await list_api(user_client))[0]["task"] == "Weave"


async def test_htmx_deletes_a_todo_in_place(user_client: Client) -> None:
    path = await create_todo(user_client)

    response = await user_client.post(f"{path}/delete", headers=HTMX)

    page = await read(response)
    assert response.status_code == 200  # HTMX leaves the page alone on a 204.
    assert "Deleted “<bdi>Weave</bdi>”." in page
    assert "<li" not in page
