"""The words of the template and of its projects are plain English, as far as a test can tell."""

import re
from pathlib import Path

import pytest
from bakery import ROOT, TEMPLATE, files_below, matches

KINDS = ("*.py", "*.html", "*.txt", "*.md", "*.js", "*.css", "*.toml", "*.yaml", "*.yml", "*.json")
OTHERS = ("*Makefile", "*Dockerfile", "*Caddyfile", "*.env.example", "*.run")
NOT_OURS = (
    *("*/vendor/*", "*LICENSE*", "templates/licenses/*", "demo/*", "*.venv/*", ".git/*"),
    *(".tools/*", "*_cache/*", "*.egg-info/*", "tests/test_voice.py"),
)

# What to write instead, and the form that is refused.
FORMS = {
    "immediately, or at the same time": r"\bat once\b",
    "no longer": r"\bany ?more\b|\bno more (?!people)",
    "now": r"\bsince just now\b",
    "log in (verb), login (noun)": r"\blog-(in|out)\b",
    "email": r"\be-mails?\b",
    "two-step login": r"\bsecond factor\b",
    "American spelling": (
        r"\b(colou?rs?(?<=our)|colours?|licences?|behaviours?|favou?r(?<=our)|centres?|honours?)\b"
        r"|\b\w+(?<!prom)(?<!adv)(?<!superv)(?<!exerc)(?<!rev)(?<!other)(?<!prec)isation\b"
    ),
    "someone, everybody": r"\b(whoever|somebody)\b",
    "a subject that acts": r'(?:^|"""|[.:!] |[#>{] )(?:Who|Whoever|Whatever|What) (?!.*\?)[a-z]',
    "Return …": r'"""(?:Returns?\s+nothing|Whether|Returns|Raises)\b',
}


def list_texts() -> list[str]:
    return [
        path
        for path in files_below(ROOT)
        if matches(path, (*KINDS, *OTHERS)) and not matches(path, NOT_OURS)
    ]


@pytest.mark.parametrize("path", list_texts())
def test_a_text_is_plain_english(path: str) -> None:
    lines = Path(ROOT, path).read_text(encoding="utf-8").splitlines()

    found = [
        f"{number}: {line.strip()} (write: {instead})"
        for number, line in enumerate(lines, 1)
        for instead, form in FORMS.items()
        if re.search(form, line, re.IGNORECASE if instead != "a subject that acts" else 0)
    ]

    assert found == []


def test_texts_of_projects_are_looked_at() -> None:
    assert f"{TEMPLATE.name}/app/__init__.py" in list_texts()
