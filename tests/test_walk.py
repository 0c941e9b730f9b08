"""The default project, started by its one command, from registration to deletion."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bakery import bake
from running import Browser, run, wait_until

pytestmark = pytest.mark.slow

CREDENTIALS = {"email": "ada@example.com", "password": "an engine that weaves"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Start the default project with `make run`, and yield its address."""
    folder = bake(tmp_path_factory.mktemp(request.param)).folder
    environment = {}
    if request.param == "postgres":
        environment["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    with run(folder, "make", "run", **environment) as address:
        yield address
    assert Path(folder / "app.db").exists() == (request.param == "sqlite")


def test_the_api_from_registration_to_deletion(address: str) -> None:
    browser = Browser(address)

    assert browser.send("GET", "/api/users/me")[0] == 401
    answer = browser.send("POST", "/api/users", CREDENTIALS)
    token = browser.read_token()
    status, user = browser.send("POST", "/api/users/confirm", {"token": token})
    assert (status, user["email"]) == (201, CREDENTIALS["email"])
    assert browser.send("DELETE", "/api/sessions/current") == (204, None)
    # The answer does not tell that there is an account now.
    assert (answer[0], browser.send("POST", "/api/users", CREDENTIALS)) == (202, answer)
    wrong = {**CREDENTIALS, "password": "something else"}
    assert browser.send("POST", "/api/sessions", wrong)[0] == 401
    assert browser.send("POST", "/api/sessions", CREDENTIALS) == (201, user)
    assert browser.send("GET", "/api/users/me") == (200, user)

    due = "2027-01-31T23:30:00+02:00"
    status, todo = browser.send("POST", "/api/todos", {"task": "Weave 🌱", "due": due})
    assert (status, todo["due"]) == (201, "2027-01-31T21:30:00Z")
    path = f"/api/todos/{todo['id']}"
    done = {**todo, "task": "Woven", "complete": True, "due": None}
    assert browser.send("PUT", path, {"task": "Woven", "complete": True}) == (200, done)
    assert browser.send("GET", path) == (200, done)
    assert browser.send("GET", "/api/todos?complete=true") == (
        200,
        {"items": [done], "next_cursor": None},
    )
    assert browser.send("GET", "/api/todos?complete=false")[1]["items"] == []
    assert Browser(address).send("GET", path)[0] == 401
    assert browser.send("DELETE", path) == (204, None)
    assert browser.send("GET", path)[0] == 404

    assert browser.send("DELETE", "/api/sessions/current") == (204, None)
    assert browser.send("GET", "/api/users/me")[0] == 401
    assert browser.send("POST", "/api/sessions", CREDENTIALS)[0] == 201
    assert browser.send("DELETE", "/api/users/me") == (204, None)
    assert browser.send("POST", "/api/sessions", CREDENTIALS)[0] == 401


def test_the_pages_from_registration_to_deletion(address: str) -> None:
    browser = Browser(address)

    def submit(path: str, **fields: str) -> str:
        body = urlencode(fields).encode()
        status, page = browser.open("POST", path, body, "application/x-www-form-urlencoded")
        assert status == 200
        return page

    assert "My App" in browser.open("GET", "/")[1]
    submit("/register", **{**CREDENTIALS, "email": "grace@example.com"})
    submit("/confirm", token=browser.read_token(), time_zone="Europe/Berlin")
    page = submit("/todos", task="Find the <b>first</b> bug")
    assert "Find the &lt;b&gt;first&lt;/b&gt; bug" in page
    ticked = re.search(r'action="(/todos/[^"]+)"', page)
    assert ticked is not None
    assert "grace@example.com" in browser.open("GET", "/account")[1]
    submit("/logout")
    assert "Find the" not in browser.open("GET", "/todos")[1]


def test_what_a_newcomer_opens_first_is_there(address: str) -> None:
    browser = Browser(address)

    for path in (
        "/",
        "/register",
        "/login",
        "/mailbox",
        "/docs",
        "/openapi.json",
        "/livez",
        "/readyz",
    ):
        assert browser.open("GET", path)[0] == 200
    assert browser.send("GET", "/api/nowhere")[1]["status"] == 404


def test_a_change_is_served_by_itself_and_a_mistake_ends_nothing(tmp_path: Path) -> None:
    folder = bake(tmp_path).folder
    health = folder / "app/health.py"
    text = health.read_text("utf-8")
    with run(folder, "make", "run") as address:
        browser = Browser(address)
        health.write_text(f"{text}\ndef broken(:\n", "utf-8")
        wait_until(lambda: not browser.answers("/livez"))
        health.write_text(text.replace('"/livez"', '"/alive"'), "utf-8")

        wait_until(lambda: browser.answers("/alive"))
