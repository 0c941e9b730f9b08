"""Write the files of a feature from `templates`, and its stanza into the factory."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.config import PROJECT_FOLDER
from app.scaffold.fields import Field
from app.scaffold.names import Names

FACTORY = PROJECT_FOLDER / "app" / "__init__.py"
END_OF_FACTORY = "    return app\n"
FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
# Templates of Jinja are among the files that are written, so these marks are not Jinja's own.
ENVIRONMENT = Environment(  # noqa: S701, most of it is Python
    loader=FileSystemLoader([TEMPLATES, FOLDER]),
    block_start_string="[%",
    block_end_string="%]",
    variable_start_string="[[",
    variable_end_string="]]",
    comment_start_string="[#",
    comment_end_string="#]",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
)


def write_stanza(name: str) -> str:
    return f"    from app import {name}\n\n    {name}.init_app(app)\n\n"


def write_feature(names: Names, fields: list[Field]) -> list[Path]:
    """Write the feature, formatted, and return its files."""
    paths, context = [], describe(names, fields)
    for template in sorted(TEMPLATES.rglob("*.jinja")):
        relative = template.relative_to(TEMPLATES)
        text = ENVIRONMENT.get_template(relative.as_posix()).render(context)
        if not text and template.name != "__init__.py.jinja":
            continue  # These fields need no such file.
        path = PROJECT_FOLDER / name_file(str(relative.with_suffix("")), names)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    code = [str(path) for path in paths if path.suffix == ".py"]
    # The templates import all that any field may need, and wrap no line.
    run_ruff("check", "--quiet", "--select", "F401,I001", "--fix", *code)
    run_ruff("format", "--quiet", "--config", "format.skip-magic-trailing-comma = true", *code)
    factory = FACTORY.read_text(encoding="utf-8")
    before, _, _ = factory.rpartition(END_OF_FACTORY)
    FACTORY.write_text(f"{before}{write_stanza(names.plural)}{END_OF_FACTORY}", encoding="utf-8")
    return paths


def name_file(path: str, names: Names) -> str:
    path = path.replace("CLASSES", names.class_names).replace("CLASS", names.class_name)
    return path.replace("NAMES", names.plural).replace("NAME", names.singular)


def describe(names: Names, fields: list[Field]) -> dict[str, Any]:
    """Return what the templates need to know."""
    titles = [each for each in fields if each.kind_name == "text" and not each.is_optional]
    return {
        "names": names,
        "fields": fields,
        # The field that people know a row by, or an empty text.
        "title": titles[0].name if titles else "",
        "title_label": titles[0].label if titles else "Added",
        "has_times": any(each.kind_name == "time" for each in fields),
        "forms_own": any(each.kind.typed for each in fields),
        "has_pages": has_pages(),
        "has_frontend": has_frontend(),
    }


def has_pages() -> bool:
    """Return whether the app makes pages itself."""
    return (PROJECT_FOLDER / "app" / "pages").is_dir()


def has_frontend() -> bool:
    """Return whether a front end makes the pages, from the API."""
    return (PROJECT_FOLDER / "frontend").is_dir()


def run_ruff(*arguments: str) -> None:
    command = [sys.executable, "-m", "ruff", *arguments]
    subprocess.run(command, cwd=PROJECT_FOLDER, check=True)  # noqa: S603, no part is a stranger's
