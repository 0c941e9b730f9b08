"""Every pair of answers gives a whole project, without a word of other choices."""

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

from bakery import (
    CHOICES,
    CODES,
    COMBINATIONS,
    DEFAULTS,
    Project,
    bake,
    is_copied_unrendered,
    list_pairs,
    parse,
)

TEMPLATE_SYNTAX = re.compile(r"cookiecutter\.\w|\{\{|\{%|^\s*# %", re.MULTILINE)
# A template of the application, as a document shows it.
SHOWN_TEMPLATE = re.compile(r"^```html .*?^```$", re.MULTILINE | re.DOTALL)

# Words that only a project of that choice may contain, or of another one that has them too. A new
# choice is a new row.
WORDS = {
    "license": {
        "MIT": ["MIT"],
        "BSD-3-Clause": ["BSD-3-Clause", "BSD 3-Clause"],
        "Apache-2.0": ["Apache-2.0", "Apache License"],
        "GPL-3.0-or-later": ["GPL"],
        "proprietary": ["proprietary", "all rights reserved"],
    },
    # An account may be an admin's in every project, but only a complete one has a place for admins.
    "start": {
        "complete": [
            *("two-step", "two_step", "authenticator app", "recovery code"),
            *("recovery codes", "passkey", "passkeys", "WebAuthn", "presence", "pyotp", "segno"),
            *("OpenID Connect", "OIDC_ISSUER", "app/oidc", "app.oidc", "joserfc"),
            *("api_tokens", "API token", "API tokens", "/api/tokens"),
            *("app/uploads", "STORAGE_URL", "profile picture", "pillow"),
            *("app/admin", "app.admin", "admin page", "admin pages", "/admin", "/api/admin"),
        ],
        "essentials": [],
    },
    "frontend": {"htmx": ["htmx"], "react": ["React", "Vitest", "node_modules", "npm"], "none": []},
    "ci": {
        "github": [".github", "GitHub Actions"],
        # GitLab itself is also one of the providers that people log in with.
        "gitlab": [".gitlab", "GitLab CI", "renovate"],
        "none": [],
    },
    "deployment": {
        "compose": [
            *("Dockerfile", ".dockerignore", "HEALTHCHECK", "Caddyfile"),
            *("compose.yaml", "Docker Compose", "docker compose"),
            *("POSTGRES_PASSWORD", "REDIS_PASSWORD"),
        ],
        "kubernetes": [
            *("Dockerfile", ".dockerignore", "HEALTHCHECK"),
            *("Kubernetes", "kubectl", "kustomize", "kustomization"),
        ],
        "fly": ["Dockerfile", ".dockerignore", "HEALTHCHECK", "fly.io", "fly.toml", "fly deploy"],
        "render": [
            *("Dockerfile", ".dockerignore", "HEALTHCHECK"),
            *("render.yaml", "deploy-render", "onrender.com"),
        ],
        "heroku": ["Heroku", "Procfile", "dyno", "buildpack", ".python-version"],
        "vps": ["systemd", "systemctl", "journalctl", "Caddyfile", "nginx.conf"],
        "none": [],
    },
}
# Tools leave these in a folder. In the template's folder they would be copied into projects.
CACHES = {"__pycache__", ".venv", ".ruff_cache", ".mypy_cache", ".pytest_cache", "uv.lock"}
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def test_every_choice_has_its_words() -> None:
    assert {question: list(choices) for question, choices in WORDS.items()} == CHOICES


def test_every_pair_of_answers_and_all_code_is_written() -> None:
    """A project for each combination of all answers would be hundreds."""
    pairs = set().union(*map(list_pairs, COMBINATIONS))

    for one, other in itertools.combinations(CHOICES, 2):
        for pair in itertools.product(CHOICES[one], CHOICES[other]):
            assert tuple(zip((one, other), pair, strict=True)) in pairs
    codes = [(answers["start"], answers["frontend"]) for answers in CODES]
    assert codes == list(itertools.product(CHOICES["start"], CHOICES["frontend"]))
    assert COMBINATIONS[: len(CODES)] == CODES
    assert COMBINATIONS[0] == DEFAULTS


def test_no_template_syntax_is_left(project: Project) -> None:
    found = [
        path
        for path, text in project.texts()
        if not is_copied_unrendered(path) and TEMPLATE_SYNTAX.search(SHOWN_TEMPLATE.sub("", text))
    ]

    assert found == []


def test_no_word_of_an_option_that_was_not_chosen_is_left(project: Project) -> None:
    unwanted = {
        word
        for question, choices in WORDS.items()
        for words in choices.values()
        for word in words
        if word not in choices[project.answers[question]]
    }
    words = "|".join(map(re.escape, sorted(unwanted)))
    pattern = re.compile(rf"(?<!\w)({words})(?!\w)", re.IGNORECASE)

    found = [
        f"{path}: {word}"
        for path, text in project.texts()
        for word in pattern.findall(f"{path}\n{text}")
    ]

    assert found == []


def test_the_license_is_the_chosen_one(project: Project) -> None:
    text = project.read("LICENSE")
    words = WORDS["license"][project.answers["license"]]

    assert any(word.lower() in text.lower() for word in words)
    assert "Your Name\n" in text
    assert text.endswith(".\n")


def test_make_looks_where_uv_installs(tmp_path: Path) -> None:
    folder = bake(tmp_path).folder
    elsewhere = {**os.environ, "UV_PROJECT_ENVIRONMENT": f"{tmp_path}/elsewhere"}
    steps = [
        subprocess.run(
            ["make", "--dry-run", "lint"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for environment in (elsewhere, {**elsewhere, "UV_PROJECT_ENVIRONMENT": ""})
    ]

    assert f"touch {tmp_path}/elsewhere/ready" in steps[0]
    assert "touch .venv/ready" in steps[1]


def test_every_file_parses(project: Project) -> None:
    for path, text in project.texts():
        parse(path, text)


def test_every_file_is_tidy(project: Project) -> None:
    found = []
    for path, text in project.texts():
        # Ruff wants two blank lines between functions, also in the examples of a README.
        blank_lines = (
            "\n\n\n\n" if path.endswith((".py", ".py.jinja", ".py.mako", ".md")) else "\n\n\n"
        )
        tidy = text == "" or (text.endswith("\n") and not text.endswith("\n\n"))
        if not tidy or blank_lines in text or re.search(r"[ \t\r]$", text, re.MULTILINE):
            found.append(path)

    assert found == []


def test_ruff_finds_nothing(code: Project) -> None:
    for command in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        result = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."],
            cwd=code.folder,
            capture_output=True,
            text=True,
            check=False,
        )

        assert result.returncode == 0, result.stdout + result.stderr


def test_every_name_is_legal_on_windows(project: Project) -> None:
    paths = list(project.files())

    for path in paths:
        for part in path.split("/"):
            assert not re.search(r'[<>:"|?*\\]|[. ]$', part), path
            assert not DEVICE.fullmatch(part), path
    assert len({path.lower() for path in paths}) == len(paths)


def test_nothing_strays_into_a_project(project: Project) -> None:
    empty = [
        path for path in project.folder.rglob("*") if path.is_dir() and not any(path.iterdir())
    ]
    strays = [path for path in project.files() if CACHES & set(path.split("/"))]

    assert (empty, strays) == ([], []), "delete these from the template's folder"


def test_a_project_has_the_migrations_of_its_own_features_alone(project: Project) -> None:
    migrations = {
        Path(path).stem for path in project.files() if path.startswith("migrations/versions/")
    }
    features = {name.rsplit("_", 1)[0] for name in migrations} - {"platform"}
    tables = {path.split("/")[1] for path in project.files() if path.endswith("/tables.py")}

    assert features == tables - {"db"}
