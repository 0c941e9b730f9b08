"""A restore drill: the database's volume is destroyed, and everything comes back from a backup."""

import re

import pytest
from running import wait_until

from containers.stacks import PERSON, SLUG, Browser, Stack, run

pytestmark = pytest.mark.slow

RUN = ("run", "--rm", "--no-TTY", "tasks")
EXEC = ("exec", "--no-TTY", "tasks")
# Not the person whose list the other tests compare.
OWNER = {"email": "grace@example.com", "password": PERSON["password"]}


def list_todos(browser: Browser) -> list[str]:
    answer = browser.ask("GET", "/api/todos")
    assert answer.status == 200
    return [todo["task"] for todo in answer.data["items"]]


def test_sessions_and_todos_survive_the_loss_of_the_database(
    stack: Stack, browser: Browser
) -> None:
    stack.compose(*EXEC, "app", "create-user", OWNER["email"], "--password", OWNER["password"])
    assert browser.ask("POST", "/api/sessions", OWNER).status == 201
    browser.ask("POST", "/api/todos", {"task": "Be restored"})
    stack.compose(*EXEC, "app", "invoke-task", "back-up-database")
    listed = stack.compose(*EXEC, "app", "list-backups")
    (file,) = re.findall(r"(?m)^/backups/backup-.*\.dump$", listed)
    browser.ask("POST", "/api/todos", {"task": "Be lost"})

    # From here on, as docs/deploy-compose.md says.
    stack.compose("down")
    run("docker", "volume", "rm", f"{SLUG}_postgres-data")
    stack.compose(*RUN, "app", "restore", file, "--yes")
    stack.compose("up", "--wait")

    # The same browser, with the cookie of the session from before.
    browser.port = stack.port(443)
    wait_until(lambda: browser.ask("GET", "/readyz").status == 200)
    assert list_todos(browser) == ["Be restored"]


def test_a_database_in_use_is_not_replaced(stack: Stack) -> None:
    stack.compose(*EXEC, "app", "backup", "/backups/by-hand.dump")

    with pytest.raises(AssertionError, match="Stop the app and its tasks first"):
        stack.compose(*EXEC, "app", "restore", "/backups/by-hand.dump", "--yes")
