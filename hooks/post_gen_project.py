"""Remove what was not chosen, put fresh secrets into `.env`, say what to do next."""

import json
import os
import secrets
import shlex
import shutil
import sys
from pathlib import Path

# Cookiecutter fills in the answers, as a Python string that holds JSON.
ANSWERS = json.loads({{cookiecutter | jsonify | tojson}})  # type: ignore  # noqa: F821

# Per question and choice, what belongs to that choice alone. A new choice is a new row.
PATHS: dict[str, dict[str, list[str]]] = {
    "start": {
        "complete": [
            *("app/two_step", "tests/two_step", "migrations/versions/two_step_0001.py"),
            *("app/passkeys", "tests/passkeys", "migrations/versions/passkeys_0001.py"),
            *("app/presence", "tests/presence"),
            *("app/admin", "tests/admin"),
        ],
        "essentials": [],
    },
    "frontend": {
        "htmx": [
            *("app/pages", "tests/pages"),
            *("app/accounts/pages", "tests/accounts/pages"),
            *("app/todos/pages", "tests/todos/pages"),
            *("app/two_step/pages", "tests/two_step/pages"),
            *("app/passkeys/pages", "tests/passkeys/pages"),
            *("app/presence/pages", "tests/presence/pages"),
            *("app/admin/pages", "tests/admin/pages"),
        ],
        "none": [],
    },
    "ci": {
        "github": [".github"],
        "gitlab": [".gitlab-ci.yml"],
        "none": [],
    },
}

# The lines of `.env.example` that get a value nobody else has.
SECRETS = {"SECRET_KEY=", "POSTGRES_PASSWORD="}

NEXT_STEPS = """
The project is in the folder {folder}. To run it:

    cd {folder}
    make run      # then open http://127.0.0.1:8000{page}
    make test

Without make: README.md in that folder has the commands behind these words.
"""


def remove_what_was_not_chosen() -> None:
    rows = [
        (Path(path), ANSWERS[question] == choice)
        for question, choices in PATHS.items()
        for choice, paths in choices.items()
        for path in paths
    ]
    if missing := [str(path) for path, _ in rows if not path.exists()]:
        sys.exit(f"hooks/post_gen_project.py lists paths that do not exist: {', '.join(missing)}")
    for path, chosen in rows:
        if chosen or not path.exists():
            continue  # Another answer may have removed the directory that it was in.
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        folder = path.parent
        while not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def write_env() -> None:
    """Fill in `.env.example`, for its owner's eyes only from the moment the file exists."""
    lines = Path(".env.example").read_text(encoding="utf-8").splitlines()
    filled = [line + secrets.token_urlsafe(48) if line in SECRETS else line for line in lines]
    try:
        file = os.open(".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # The owner's own, when the project is written once more.
    with open(file, "w", encoding="utf-8", newline="\n") as env:
        env.write("\n".join(filled) + "\n")


def find_folder() -> str:
    """The way to the project from where the person is, which a shell says in PWD."""
    here = os.getcwd()
    # cruft writes an update to another folder first.
    if "PWD" not in os.environ or "_output_dir" not in ANSWERS:
        return os.path.basename(here)
    try:
        folder = os.path.relpath(here, os.path.realpath(os.environ["PWD"]))
    except ValueError:
        folder = here  # on another drive
    return shlex.quote(folder)


remove_what_was_not_chosen()
write_env()
# Without pages there is nothing to see but what describes the API.
page = "/docs" if ANSWERS["frontend"] == "none" else ""
print(NEXT_STEPS.format(folder=find_folder(), page=page))
