"""Write projects from the template, each in a folder of its own, and read them."""

import ast
import fnmatch
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import Any

import jinja2
import yaml
from cookiecutter.config import get_user_config
from cookiecutter.main import cookiecutter

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "{{cookiecutter.project_slug}}"
QUESTIONS = json.loads((ROOT / "cookiecutter.json").read_text(encoding="utf-8"))
CHOICES: dict[str, list[str]] = {
    question: answers
    for question, answers in QUESTIONS.items()
    if isinstance(answers, list) and not question.startswith("_")
}
DEFAULTS = {question: choices[0] for question, choices in CHOICES.items()}
# Answers to these questions change no code, as `test_generated.py` proves.
WITHOUT_CODE = {"license", "ci", "deployment"}


def combine(questions: dict[str, list[str]]) -> list[dict[str, str]]:
    """Return every combination of the answers to some questions."""
    every = itertools.product(*questions.values())
    return [dict(zip(questions, answers, strict=True)) for answers in every]


def list_pairs(answers: dict[str, str]) -> set[tuple[tuple[str, str], ...]]:
    return set(itertools.combinations(answers.items(), 2))


def cover_pairs(first: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return combinations in which every pair of answers occurs, after those that must be there.

    All of them would be hundreds. Each step takes the one with the most pairs that are missing.
    """
    every = [(answers, list_pairs(answers)) for answers in combine(CHOICES)]
    chosen = list(first)
    missing = set().union(*(pairs for _, pairs in every)).difference(*map(list_pairs, first))
    while missing:
        answers, pairs = max(every, key=lambda each: len(each[1] & missing))
        chosen.append(answers)
        missing -= pairs
    return chosen


# One combination for each project whose code is different. The first is the default project.
CODES = [
    {question: answers.get(question, DEFAULTS[question]) for question in CHOICES}
    for answers in combine({each: CHOICES[each] for each in CHOICES if each not in WITHOUT_CODE})
]
COMBINATIONS = cover_pairs(CODES)
NOT_OURS = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()] + [".git"]
# The work of others, which is not ours to tidy.
VENDORED = ("*/static/vendor/*", "LICENSE")


@dataclass(frozen=True)
class Project:
    folder: Path
    answers: dict[str, str]

    def read(self, path: str) -> str:
        # Not `read_text`, which would hide how the lines end.
        return (self.folder / path).read_bytes().decode()

    def files(self) -> Iterator[str]:
        """Yield every file's path, in the same order on every system."""
        return files_below(self.folder)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every file of ours with its text."""
        for path in self.files():
            content = (self.folder / path).read_bytes()
            if not matches(path, VENDORED) and b"\0" not in content:
                yield path, content.decode()


def files_below(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def matches(path: str, patterns: tuple[str, ...] | list[str]) -> bool:
    return any(fnmatch.fnmatch(path, pattern) for pattern in patterns)


def is_copied_unrendered(path: str) -> bool:
    """Return whether cookiecutter copies this file, or a folder it is in, unrendered."""
    patterns = QUESTIONS["_copy_without_render"]
    return any(matches(str(part), patterns) for part in [path, *PurePath(path).parents])


def copy_repository(folder: Path) -> None:
    """Copy the template as a clone has it."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_OURS))


def bake(out: Path, template: Path = ROOT, /, **answers: str) -> Project:
    """Write one project, as the command line does with `--no-input`."""
    folder = cookiecutter(
        str(template), no_input=True, extra_context=dict(answers), output_dir=str(out)
    )
    return Project(Path(folder), answers)


def bake_all(out: Path) -> None:
    """Write one project for each combination. Cookiecutter changes the folder of its process."""
    with ProcessPoolExecutor() as pool:
        list(pool.map(bake_combination, itertools.repeat(out), COMBINATIONS))


def bake_combination(out: Path, answers: dict[str, str]) -> None:
    bake(combination_folder(out, answers), **answers)


def combination_folder(out: Path, answers: dict[str, str]) -> Path:
    return out / "-".join(answers.values())


def read_bakes(out: Path) -> list[Project]:
    """Return what `bake_all` wrote, in this process or another one."""
    return [
        Project(next(combination_folder(out, answers).iterdir()), answers)
        for answers in COMBINATIONS
    ]


def find_bake(bakes: list[Project], answers: dict[str, str]) -> Project:
    return bakes[COMBINATIONS.index(answers)]


def run_cookiecutter(
    folder: Path, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder of a person's home, without answers to its questions."""
    home = {"HOME": str(folder.parent), "USERPROFILE": str(folder.parent)}
    others = {name: value for name, value in os.environ.items() if name != "COOKIECUTTER_CONFIG"}
    return subprocess.run(
        [sys.executable, "-m", "cookiecutter", str(ROOT), *options],
        cwd=folder,
        env=others | home | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


class LenientLoader(yaml.SafeLoader):
    """Reads an unknown tag, such as GitLab's `!reference`, as None."""


LenientLoader.add_multi_constructor("!", lambda loader, suffix, node: None)


@cache
def parse(path: str, text: str) -> None:
    """Read a file as its name says. Raise an error if it cannot be read so."""
    match PurePath(path).suffix:
        case ".py":
            ast.parse(text, path)
        case ".toml":
            tomllib.loads(text)
        case ".yaml" | ".yml":
            list(yaml.load_all(text, LenientLoader))
        case ".json":
            # It has no comments, so a statement cannot hide in one.
            json.loads(re.sub(r"^# %.*\n", "", text, flags=re.MULTILINE))
        case ".html":
            jinja2.Environment(autoescape=True).parse(text)


def replay_file(template: Path = ROOT) -> Path:
    """Return where cookiecutter keeps the answers of the last project from this template."""
    return Path(get_user_config()["replay_dir"]) / f"{template.name}.json"


def hook_constant(hook: str, name: str) -> Any:
    """Return a constant of a hook, which cookiecutter has to fill in before it can be imported."""
    for node in ast.parse((ROOT / "hooks" / f"{hook}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and target.id == name:
                return ast.literal_eval(node.value)
    raise LookupError(f"hooks/{hook}.py has no {name}")
