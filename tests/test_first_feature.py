"""The page "Your first feature" of a project is true: to follow it ends in a feature that works."""

from pathlib import Path

import pytest
from bakery import CHOICES, bake
from first_feature import follow, read_blocks
from running import Browser, run, run_in_shell

PERSON = {"email": "ada@example.com", "password": "correct horse battery"}


@pytest.mark.slow
@pytest.mark.parametrize("frontend", CHOICES["frontend"])
def test_following_the_page_gives_a_feature_that_works(tmp_path: Path, frontend: str) -> None:
    folder = bake(tmp_path, start="essentials", frontend=frontend).folder
    # The page asks for a project that has been started once.
    run_in_shell(folder, "make migrate")

    for block in read_blocks(folder):
        follow(folder, block)

    run_in_shell(folder, "uv run pytest -q tests/test_conventions.py tests/test_architecture.py")
    run_in_shell(
        folder, f"uv run app create-user {PERSON['email']} --password '{PERSON['password']}'"
    )
    with run(folder, "uv", "run", "app", "serve") as address:
        browser = Browser(address)
        assert browser.send("POST", "/api/sessions", PERSON)[0] == 201
        browser.send("POST", "/api/notes", {"text": "Weave"})
        assert "/api/notes/{note_id}" in browser.send("GET", "/openapi.json")[1]["paths"]
        if frontend == "htmx":
            status, page = browser.open("GET", "/notes")
            assert status == 200
            assert '<div dir="auto">Weave</div>' in page
        else:
            status, notes = browser.send("GET", "/api/notes")
            assert [status, notes["items"][0]["text"]] == [200, "Weave"]
