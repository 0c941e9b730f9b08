"""The course is followed to the letter: every command runs, and its exercises can be solved."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from bakery import ROOT
from chapters import COURSE, FIRST_WITH_PROJECT, SOLUTIONS, Page, list_chapters
from classroom import PROJECT, Classroom

CHAPTERS = list_chapters()
PAGES = [Page(COURSE / "index.md"), *CHAPTERS]


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return Classroom(tmp_path_factory.mktemp("classroom"))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_run_as_written(page: Page, classroom: Classroom) -> None:
    classroom.prepare(page)

    classroom.follow(page)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_the_exercises_fail_until_they_are_solved(chapter: Page, classroom: Classroom) -> None:
    if chapter.number == FIRST_WITH_PROJECT:
        classroom.prepare(CHAPTERS[chapter.number])  # the next one begins with a project
    else:
        classroom.prepare(chapter)
    exercises = classroom.folder / "course" / chapter.name / "exercises"

    before, _ = run_exercises(classroom, exercises)
    shutil.copytree(SOLUTIONS / chapter.name, exercises, dirs_exist_ok=True)
    after, output = run_exercises(classroom, exercises)

    for path in exercises.glob("test_*.py"):
        assert before[path.stem, "failed"] > 0, f"{path.name} passes with the starter"
        assert before[path.stem, "error"] == 0, f"{path.name} cannot run with the starter"
        assert after[path.stem, "passed"] > 0, output
    assert [outcome for _, outcome in after if outcome != "passed"] == [], output


def run_exercises(classroom: Classroom, exercises: Path) -> tuple[Counter[tuple[str, str]], str]:
    """Return how many tests of each module passed, failed or could not run."""
    has_project = int(exercises.parent.name[:2]) >= FIRST_WITH_PROJECT
    report = exercises / "report.xml"
    result = subprocess.run(
        ["uv", "run", "pytest", str(exercises), "--tb=short", f"--junitxml={report}"],
        cwd=classroom.folder / (PROJECT if has_project else "course"),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert report.exists(), result.stdout
    outcomes: Counter[tuple[str, str]] = Counter()
    for case in ET.parse(report).iter("testcase"):
        module = next(part for part in case.get("classname", "").split(".") if "test_" in part)
        tags = {child.tag for child in case}
        outcome = "error" if "error" in tags else "failed" if "failure" in tags else "passed"
        outcomes[module, outcome] += 1
    return outcomes, result.stdout


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    command = ["uv", "run", "--group", "docs", "mkdocs", "build", "--strict", "-d", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
    assert (tmp_path / "course" / "index.html").is_file()
