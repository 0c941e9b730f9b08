"""The project's own checks and tests pass, whatever the answers were."""

import hashlib
import re
import shlex
from pathlib import Path

import pytest
from bakery import CHOICES, CODES, WITHOUT_CODE, Project, bake, matches
from deletions import delete_feature
from documents import list_features
from running import PLATFORM_ONLY, WITH_PAGES_OR_NOT, run_make

# These are neither checked nor run.
NOT_CODE = [
    *(
        ".env",
        ".env.example",
        "LICENSE",
        "README.md",
        ".github/*",
        ".gitlab-ci.yml",
        "renovate.json",
    ),
    *("Dockerfile", ".dockerignore", "compose.yaml", "Caddyfile", "deploy/*", "docs/deploy-*"),
    *("fly.toml", "render.yaml"),
    *("Procfile", "app.json", "package.json", ".python-version", "bin/*"),
]


def name_code(answers: dict[str, str]) -> str:
    return "-".join(answers[question] for question in CHOICES if question not in WITHOUT_CODE)


# The commands to run in each project. All of them share one, which installs its packages once.
WORDS = {
    ("complete", "htmx"): ("lint", "test", "test-browser", "fuzz"),
    ("complete", "react"): ("lint", "test-frontend", "test-browser"),
    ("complete", "none"): ("lint", "test"),
    ("essentials", "htmx"): ("lint", "test", "test-browser"),
    ("essentials", "react"): ("lint", "test", "test-browser"),
    ("essentials", "none"): ("lint", "test-all", "test-browser"),
}
# Only the largest and the smallest run all tests of the platform, and open the explorer of the API:
# no other has a line of it or a route that is in neither. The slow ones of the largest run on
# PostgreSQL (`test_readme.py`), and `test_features.py` sends random requests to the smallest. For
# pages that are built, the server does what it does for none.
EXPLORER = ["--ignore=tests/web/test_docs.py"]
LEFT_OUT = {
    "complete-react-test-browser": EXPLORER,
    "complete-none-test": [*PLATFORM_ONLY, *WITH_PAGES_OR_NOT],
    "essentials-htmx-test": PLATFORM_ONLY,
    "essentials-htmx-test-browser": EXPLORER,
    "essentials-react-test": [*PLATFORM_ONLY, *WITH_PAGES_OR_NOT],
    "essentials-react-test-browser": EXPLORER,
}


# The default project is linted and tested in minutes. All else takes longer.
CHECKS = [
    pytest.param(
        answers,
        word,
        id=f"{name_code(answers)}-{word}",
        marks=[] if answers == CODES[0] and word in {"lint", "test"} else pytest.mark.slow,
    )
    for answers in CODES
    for word in WORDS[answers["start"], answers["frontend"]]
]


def test_what_is_left_out_belongs_to_a_check() -> None:
    assert {*LEFT_OUT} - {check.id for check in CHECKS} == set()


def digest_code(project: Project) -> str:
    """Return the same text for projects whose code is the same to the byte."""
    digest = hashlib.sha256()
    for path in project.files():
        if not matches(path, NOT_CODE):
            content = (project.folder / path).read_bytes()
            if path == "pyproject.toml":
                content = re.sub(rb"(?m)^license = .*\n", b"", content)
            digest.update(f"{path} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@pytest.mark.parametrize(("answers", "word"), CHECKS)
def test_the_projects_own_checks_pass(
    tmp_path_factory: pytest.TempPathFactory, answers: dict[str, str], word: str
) -> None:
    out = tmp_path_factory.getbasetemp() / name_code(answers)
    if not out.exists():
        bake(out, **answers)
    (folder,) = out.iterdir()

    left_out = LEFT_OUT.get(f"{name_code(answers)}-{word}", [])
    failure = run_make(folder, word, PYTEST_ADDOPTS=shlex.join(left_out))
    if failure:
        pytest.fail(f"make {word} in {folder}:\n{failure}", pytrace=False)


def test_the_other_answers_change_no_code(bakes: list[Project]) -> None:
    digests = {(name_code(project.answers), digest_code(project)) for project in bakes}

    assert len(digests) == len(CODES)


@pytest.mark.parametrize("frontend", CHOICES["frontend"])
def test_the_essentials_are_the_complete_project_without_its_optional_features(
    tmp_path: Path, frontend: str
) -> None:
    essentials = bake(tmp_path / "essentials", start="essentials", frontend=frontend)
    complete = bake(tmp_path / "complete", start="complete", frontend=frontend)
    for name in {*list_features(complete)} - {*list_features(essentials)}:
        delete_feature(complete.folder, name)

    files = {*essentials.files()}
    assert {*complete.files()} == files
    # The secrets are new in every project. Of a deleted feature, its packages and its setting stay.
    differing = {path for path in files if complete.read(path) != essentials.read(path)}
    kept = {".env.example", "compose.yaml", "docs/deploy-compose.md"}
    assert differing == {".env", "pyproject.toml", *kept}
