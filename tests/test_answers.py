"""Any text may be answered and is shown as it was typed."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from bakery import ROOT, Project, bake, parse, replay_file
from cookiecutter.main import cookiecutter
from dotenv import dotenv_values
from markdown_it import MarkdownIt

TEXTS = {
    "quotes": "'single' \"double\" '''three''' \"\"\"three\"\"\" it's",
    "backslashes": r"\ C:\new\table\u0041 \' \" ends in \\"[:-1],
    "Jinja": "{{ 7 * 7 }} {% raw %} {# note #} {{ cookiecutter }} }}",
    "a line statement": "# % if false",
    "shell": "$HOME ${HOME} $(id) `id` %s !x; #y",
    "HTML": "<b>bold</b> <!-- note --> & &amp; <https://example.com>",
    "Markdown": "*a* __b__ `c` [d](e) ![f](g) ~~h~~ | i | $j$ # k #",
    "a list": "- 1. a",
    "a number": "2. a",
    "emoji": "🚀 naïve Ünïcødé 日本",
    "200 characters": "abcde fgh " * 19 + "abcdefghij",
}


def write_as_typed(out: Path, text: str) -> Project:
    """Answer the first questions with the text, and the others with Enter."""
    typed = [text, "my-app", text, text, *[""] * 6]
    subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "cookiecutter", str(ROOT), "-o", str(out)],
        input="\n".join(typed) + "\n",
        encoding="utf-8",
        check=True,
    )
    return Project(out / "my-app", {})


def read_texts(project: Project) -> dict[str, str]:
    """Return the texts as the readers of these files see them."""
    package = tomllib.loads(project.read("pyproject.toml"))["project"]
    settings = dotenv_values(project.folder / ".env", interpolate=False)
    title, description = plain_paragraphs(project.read("README.md"))[:2]
    return {
        "pyproject.toml, description": package["description"],
        "pyproject.toml, author": package["authors"][0]["name"],
        ".env, name": str(settings["APP_NAME"]),
        ".env, description": str(settings["APP_DESCRIPTION"]),
        "README.md, name": title,
        "README.md, description": description,
        "LICENSE, author": project.read("LICENSE").splitlines()[2].removeprefix("Copyright (c) "),
    }


def plain_paragraphs(markdown: str) -> list[str]:
    """Return each heading and paragraph as people see it, with … for anything but plain text."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [
        "".join(child.content if child.type == "text" else "…" for child in token.children or ())
        for token in parser.parse(markdown)
        if token.type == "inline"
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_typed_text_is_shown_as_typed(tmp_path: Path, text: str) -> None:
    project = write_as_typed(tmp_path, text)

    places = read_texts(project)
    assert places == dict.fromkeys(places, text)
    for path, content in project.texts():
        parse(path, content)


def test_white_space_becomes_one_space(tmp_path: Path) -> None:
    text = "  one\n\ntwo\t three\r\nfour\N{LINE SEPARATOR}five  "
    project = bake(tmp_path, project_name=text, description=text, author_name=text)

    places = read_texts(project)
    assert places == dict.fromkeys(places, "one two three four five")


def test_a_replay_writes_the_same_project(tmp_path: Path) -> None:
    first = write_as_typed(tmp_path / "first", TEXTS["Jinja"])
    again = Project(Path(cookiecutter(str(ROOT), replay=True, output_dir=str(tmp_path))), {})

    assert list(again.files()) == list(first.files())
    assert [path for path in first.files() if again.read(path) != first.read(path)] == [".env"]


def test_an_answer_that_is_edited_before_a_replay_reaches_every_file(tmp_path: Path) -> None:
    bake(tmp_path / "first")
    file = replay_file()
    answers = json.loads(file.read_text(encoding="utf-8"))
    answers["cookiecutter"] |= {"project_name": "Other", "author_name": "Other"}
    answers["cookiecutter"] |= {"description": "Other"}
    file.write_text(json.dumps(answers), encoding="utf-8")

    again = Project(Path(cookiecutter(str(ROOT), replay=True, output_dir=str(tmp_path))), {})

    assert set(read_texts(again).values()) == {"Other"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My App", "my-app"),
        ("Ünïcode & Söhne", "unicode-sohne"),
        ("3D Viewer", "app-3d-viewer"),
        ("🚀", "app"),
        ("long " * 40, "-".join(["long"] * 12)),
    ],
)
def test_the_short_name_follows_from_the_name(tmp_path: Path, name: str, slug: str) -> None:
    assert bake(tmp_path, project_name=name).folder.name == slug
