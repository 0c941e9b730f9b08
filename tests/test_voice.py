"""The words of the template and of its projects are plain English, as far as a test can tell."""

import re
from pathlib import Path

import pytest
from bakery import ROOT, TEMPLATE, files_below, matches

KINDS = ("*.py", "*.html", "*.txt", "*.md", "*.js", "*.css", "*.toml", "*.yaml", "*.yml", "*.json")
OTHERS = (
    "*Makefile",
    "*Dockerfile",
    "*Caddyfile",
    "*.service",
    "*.conf",
    "*.env.example",
    "*.mako",
    "*.sh",
    ".ci/run",
    ".ci/publish",
)
NOT_OURS = (
    *("*/vendor/*", "*LICENSE*", "templates/licenses/*", "demo/*", "site/*", "*.venv/*", ".git/*"),
    *(".tools/*", "*_cache/*", "*.egg-info/*"),
    # It names the forms that it refuses.
    "tests/test_voice.py",
)

# A sentence begins after the beginning of the line or after a mark, such as . " > # or |.
BEGINNING = r"(?:^\s*|[^\w\s,;]\s*)"
# Verbs that are spelled -ise elsewhere, without their ending.
VERBS = "author|capital|categor|custom|final|general|initial|local|maxim|minim|normal|optim|organ"
VERBS += "|real|recogn|serial|special|summar|synchron|util|visual"

# What to write instead, and the form that is refused.
FORMS = {
    "immediately, or at the same time": r"(?i)\bat once\b",
    "no longer": r"(?i)\bany ?more\b(?! than)|\bno more\b(?! than| people)",
    "now": r"(?i)\bsince just now\b",
    "log in, log out (verbs), login, logout (nouns)": r"(?i)\blog-(in|out)s?\b",
    "email": r"(?i)\be-mail",
    "two-step login": r"(?i)\bsecond[- ]factors?\b",
    "someone, anyone, everyone, if": r"(?i)\b(whoever|somebody)\b",
    "American spelling": (
        r"(?i)\b(licence|behaviour|colour|favour|honour|neighbour|centre|grey|judgement)"
        rf"|\b({VERBS})is(e|es|ed|ing|ation)\b"
    ),
    "a subject that acts": BEGINNING + r"(Who|Whoever|What|Whatever) (?!.*\?)[a-z]",
    "Return …, Raise … if": (
        r'"""(Whether|[Ii]t (is|was|has))\b|(?:"""|^\s*)(Returns|Raises)\b'
        r"|\b[Rr]eturns? nothing\b"
    ),
}


def list_texts() -> list[str]:
    return [
        path
        for path in files_below(ROOT)
        if matches(path, (*KINDS, *OTHERS)) and not matches(path, NOT_OURS)
    ]


TEXTS = list_texts()


@pytest.mark.parametrize("path", TEXTS)
def test_a_text_is_plain_english(path: str) -> None:
    lines = Path(ROOT, path).read_text(encoding="utf-8").splitlines()

    found = [
        f"{number}: {line.strip()} (write: {instead})"
        for number, line in enumerate(lines, 1)
        for instead, form in FORMS.items()
        if re.search(form, line)
    ]

    assert found == []


def test_the_texts_of_projects_are_read() -> None:
    assert f"{TEMPLATE.name}/app/__init__.py" in TEXTS


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("It is sent at once.", "immediately, or at the same time"),
        ("You are no admin any more.", "no longer"),
        ("It works no more.", "no longer"),
        ("Two-step login is on since just now.", "now"),
        ("Two-step log-in", "log in, log out (verbs), login, logout (nouns)"),
        ("Your e-mails", "email"),
        ("The second factor", "two-step login"),
        ("Somebody, perhaps you", "someone, anyone, everyone, if"),
        ("The colours of an organisation", "American spelling"),
        ("    # Who sends a form stays here.", "a subject that acts"),
        ("<p>Whatever is asked", "a subject that acts"),
        ("It ends. What runs goes on", "a subject that acts"),
        ('    """Whether it was done.', "Return …, Raise … if"),
        ("    Raises `Unauthorized` for all.", "Return …, Raise … if"),
        ("None, or returns nothing", "Return …, Raise … if"),
    ],
)
def test_a_form_is_refused(line: str, instead: str) -> None:
    assert [key for key, form in FORMS.items() if re.search(form, line)] == [instead]


@pytest.mark.parametrize(
    "line",
    [
        "What is the author's email address?",
        "Tell people who log in what they see, no more than once.",
        "No more people.",
        "Promise to revise, raise and exercise advice.",
        "It returns whether the code was right.",
    ],
)
def test_plain_english_is_taken(line: str) -> None:
    assert [key for key, form in FORMS.items() if re.search(form, line)] == []
