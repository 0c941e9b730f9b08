"""Refuse in time what `hooks/pre_gen_project.py` would see too late, or not at all.

Cookiecutter makes the project's folder with its parents before it runs that hook, and afterwards
takes away the last one alone. Of a choice in a person's own settings that is not offered it only
warns: it takes the default, forgets every setting below that one, and goes on.
"""

import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click
from cookiecutter.config import get_user_config
from cookiecutter.exceptions import FailedHookException
from jinja2 import Environment
from jinja2.ext import Extension

HOOK = runpy.run_path(str(Path(__file__).parent / "hooks" / "pre_gen_project.py"))
FOLDER = "{{cookiecutter.project_slug}}"
HEADLINE = "No project was written, because of your own settings for cookiecutter:"
ADVICE = "Correct them in that file, or leave it out with --default-config."


def refuse(reasons: str) -> NoReturn:
    """End the command with these lines, in letters that its output has."""
    encoding = sys.stdout.encoding or "ascii"
    raise FailedHookException(reasons.encode(encoding, "backslashreplace").decode(encoding))


def refuse_answers(answers: Mapping[str, object]) -> str:
    """Refuse answers that are wrong; add nothing to what is rendered."""
    if reasons := HOOK["refusal"](answers):
        refuse(reasons)
    return ""


def refuse_settings(options: Mapping[str, object]) -> None:
    """Refuse choices that are not offered, in the settings that a command's options name."""
    settings = get_user_config(options["config_file"], options["default_config"])
    answers = settings["default_context"] or {}
    choices = {name: str(answers[name]) for name in answers if name in HOOK["CHOICES"]}
    if reasons := HOOK["refusal"](choices, HEADLINE):
        refuse(f"{reasons}\n{ADVICE}")


class EarlyRefusal(Extension):
    """Checks a person's settings before the first question, and the answers before the folder."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        # `cruft update` runs two versions of the template in one process: each loads its own.
        sys.modules.pop(__name__, None)
        environment.filters["refuse_answers"] = refuse_answers
        command = click.get_current_context(silent=True)
        options = command.params if command else {}
        # Only cookiecutter's own command tells its options; a replay needs no settings.
        if "config_file" in options and not (options.get("replay") or options.get("replay_file")):
            refuse_settings(options)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Have the answers checked where the folder gets its name."""
        return "{{ cookiecutter | refuse_answers }}" + source if source == FOLDER else source
