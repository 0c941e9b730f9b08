"""Remove what was not chosen, put new secrets into `.env`, and say what to do next."""

import json
import os
import secrets
import shlex
import shutil
import sys
from pathlib import Path

# Cookiecutter fills in the answers, as a Python string that contains JSON.
ANSWERS = json.loads({{cookiecutter | jsonify | tojson}})  # type: ignore  # noqa: F821

# For each choice, the paths that other choices do without. A new choice is a new row. A * stands
# for the number of a migration, or for each feature.
PATHS: dict[str, dict[str, list[str]]] = {
    "start": {
        "complete": [
            "app/two_step",
            "app/passkeys",
            "app/oidc",
            "app/api_tokens",
            "app/uploads",
            "app/presence",
            "app/admin",
            "frontend/src/presence",
            "frontend/src/two_step",
            "frontend/src/passkeys",
            "frontend/src/oidc",
            "frontend/src/api_tokens",
            "frontend/src/uploads",
            "tests/two_step",
            "tests/passkeys",
            "tests/oidc",
            "tests/api_tokens",
            "tests/uploads",
            "tests/presence",
            "tests/admin",
            "frontend/src/admin",
            "migrations/versions/two_step_*.py",
            "migrations/versions/passkeys_*.py",
            "migrations/versions/oidc_*.py",
            "migrations/versions/api_tokens_*.py",
            "migrations/versions/uploads_*.py",
        ],
        "essentials": [],
    },
    "frontend": {
        "htmx": [
            ".github/workflows/test.yml",
            "app/pages",
            "app/accounts/pages",
            "app/todos/pages",
            "app/two_step/pages",
            "app/passkeys/pages",
            "app/oidc/pages",
            "app/api_tokens/pages",
            "app/uploads/pages",
            "app/presence/pages",
            "app/admin/pages",
            "app/scaffold/templates/app/NAMES/pages",
            "app/scaffold/templates/tests/NAMES/pages",
            "tests/journeys",
            "tests/*/test_journey.py",
            "tests/presence/journeys.py",
            "tests/presence/pages",
            "tests/pages",
            "tests/accounts/pages",
            "tests/todos/pages",
            "tests/two_step/pages",
            "tests/passkeys/pages",
            "tests/oidc/pages",
            "tests/api_tokens/pages",
            "tests/uploads/pages",
            "tests/admin/pages",
        ],
        "react": [
            "frontend",
            "app/frontend",
            "app/oidc/returns.py",
            "app/scaffold/show_tsx.jinja",
            "app/scaffold/templates/frontend",
            "tests/frontend",
            "tests/oidc/test_returns.py",
            "tests/journeys",
            "tests/*/test_journey.py",
            "tests/presence/journeys.py",
            "tests/presence/frontend",
            "package.json",
            ".github/workflows/test-with-node.yml",
        ],
        "none": [
            "app/web/start_page.py",
            "tests/web/test_start_page.py",
            ".github/workflows/test.yml",
        ],
    },
    "ci": {
        "github": [".github"],
        "gitlab": [".gitlab-ci.yml", "renovate.json"],
        "none": [],
    },
    "deployment": {
        "compose": [
            "Dockerfile",
            ".dockerignore",
            ".github/workflows/image.yml",
            "compose.yaml",
            "Caddyfile",
            "docs/deploy-compose.md",
        ],
        "kubernetes": [
            "Dockerfile",
            ".dockerignore",
            ".github/workflows/image.yml",
            "deploy/kubernetes",
            "docs/deploy-kubernetes.md",
        ],
        "fly": [
            "Dockerfile",
            ".dockerignore",
            ".github/workflows/image.yml",
            "fly.toml",
            "docs/deploy-fly.md",
        ],
        "render": [
            "Dockerfile",
            ".dockerignore",
            ".github/workflows/image.yml",
            "render.yaml",
            "docs/deploy-render.md",
        ],
        "heroku": [
            "Procfile",
            "app.json",
            ".python-version",
            "bin",
            "package.json",
            "docs/deploy-heroku.md",
        ],
        "vps": ["deploy/vps", "docs/deploy-vps.md"],
        "none": [],
    },
}

# The lines of `.env.example` that get a random value of their own.
SECRETS = {"SECRET_KEY=", "POSTGRES_PASSWORD=", "REDIS_PASSWORD="}

NEXT_STEPS = """
Your project is in the folder {folder}. To start it:

    cd {folder}
    make run      # then open http://127.0.0.1:8000
    make test

If you don't have make, README.md in that folder shows the commands to use instead.
"""


def remove_what_was_not_chosen() -> None:
    patterns = {each for rows in PATHS.values() for row in rows.values() for each in row}
    found = {pattern: sorted(Path().glob(pattern)) for pattern in sorted(patterns)}
    if missing := [pattern for pattern, paths in found.items() if not paths]:
        sys.exit(f"hooks/post_gen_project.py lists paths that do not exist: {', '.join(missing)}")
    for question, rows in PATHS.items():
        chosen = rows[ANSWERS[question]]
        others = {pattern for row in rows.values() for pattern in row}.difference(chosen)
        for path in (path for pattern in sorted(others) for path in found[pattern]):
            # Another answer may have removed the directory it was in.
            if path.exists():
                remove(path)


def remove(path: Path) -> None:
    """Remove a file or a directory, and the directories above it that are empty then."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    folder = path.parent
    while not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def write_env() -> None:
    """Write `.env`, which is `.env.example` with secrets. Only its owner can ever read it."""
    lines = Path(".env.example").read_text(encoding="utf-8").splitlines()
    filled = [line + secrets.token_urlsafe(48) if line in SECRETS else line for line in lines]
    try:
        file = os.open(".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # The project is written again, and its owner keeps their settings.
    with open(file, "w", encoding="utf-8", newline="\n") as env:
        env.write("\n".join(filled) + "\n")


def find_folder() -> str:
    """Return the path to the project from the folder the person is in, which PWD names."""
    here = os.getcwd()
    # cruft writes an update to a folder of its own first.
    if "PWD" not in os.environ or "_output_dir" not in ANSWERS:
        return os.path.basename(here)
    try:
        folder = os.path.relpath(here, os.path.realpath(os.environ["PWD"]))
    except ValueError:
        folder = here  # It is on another drive.
    return shlex.quote(folder)


remove_what_was_not_chosen()
write_env()
print(NEXT_STEPS.format(folder=find_folder()))
