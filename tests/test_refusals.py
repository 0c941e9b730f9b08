"""A bad answer is refused in a sentence that names it and the fix, and no file is left behind."""

import json
import shlex
from pathlib import Path

import pytest
from bakery import (
    CHOICES,
    QUESTIONS,
    ROOT,
    bake,
    files_below,
    replay_file,
    run_cookiecutter,
)
from cookiecutter.exceptions import FailedHookException
from cookiecutter.main import cookiecutter
from dotenv import dotenv_values

HEADLINE = "No project was written, because of these answers:"
BAD_NAME = "is not a valid name; use up to 63 lowercase letters and digits"
BAD_EMAIL = "is not an email address; write one such as you@example.com."
CONTROL = "contains a control character; remove it."
OTHER_NAME = "choose another name, such as"

REFUSED = [
    *[
        ("project_slug", slug, BAD_NAME)
        for slug in (
            "My-App",
            "my app",
            "3d",
            "-a",
            "a-",
            "a--b",
            "a_-b",
            "ä",
            "a.b",
            "..x",
            "a" * 64,
            "a/b",
            "../a",
            "a\\b",
        )
    ],
    ("project_slug", "class", f"is a Python keyword; {OTHER_NAME} class-app."),
    ("project_slug", "email", f"is a module of Python itself; {OTHER_NAME} email-app."),
    ("project_slug", "quart", f"is a package the project installs; {OTHER_NAME} quart-app."),
    ("project_slug", "quart-auth", f"is a package the project installs; {OTHER_NAME} quart-auth"),
    ("project_slug", "dotenv", f"is a package the project installs; {OTHER_NAME} dotenv-app."),
    ("project_slug", "con", f"is a reserved name on Windows; {OTHER_NAME} con-app."),
    ("project_slug", "com1", f"is a reserved name on Windows; {OTHER_NAME} com1-app."),
    *[
        ("author_email", email, BAD_EMAIL)
        for email in ("", "ann", "ann@", "@b.c", "a b@c.de", "a@b", "a@b..c", 'a"@b.cd', "a.@b.cd")
    ],
    *[
        ("author_email", f"a@{host}", BAD_EMAIL)
        for host in ("localhost", "https://a.de", "a.de/b", "a_b.de", "-a.de", "1.2.3.4", "a.de:80")
    ],
    ("project_name", " \n ", "is empty; write a name."),
    ("author_name", "", "is empty; write a name."),
    ("project_name", "a\x00b", CONTROL),
    ("description", "a\x1bb", CONTROL),
    ("author_name", "a\x7fb", CONTROL),
    ("description", "a\ud800b", CONTROL),
]

ASKED = [question for question in QUESTIONS if not question.startswith("_")]
# Names that are refused, and those that the command has instead.
SLUGS = {
    "My App": "my-app",
    "3d": "app-3d",
    "ä": "a",
    "日本": "app",
    "../a": "a",
    "a--b": "a-b",
    "a" * 64: "a" * 59,
    "class": "class-app",
    "com1": "com1-app",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder, in which no file may be left."""
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def refuse(
    folder: Path, capfd: pytest.CaptureFixture[str], **answers: str
) -> tuple[list[str], list[str]]:
    """Write a project that must be refused; return the lines that say why, and a command."""
    with pytest.raises(FailedHookException):
        bake(folder / "out", **{"project_slug": "my-app", **answers})

    # Cookiecutter removes the project's folder. Of `a/b` that is `b`, and an empty `a` stays.
    assert list(files_below(folder)) == []
    *lines, empty, headline, command = capfd.readouterr().err.splitlines()
    assert empty == ""
    assert headline.endswith("run:")
    return lines, shlex.split(command)


@pytest.mark.parametrize(("question", "answer", "reason"), REFUSED)
def test_a_bad_answer_is_refused(
    folder: Path, capfd: pytest.CaptureFixture[str], question: str, answer: str, reason: str
) -> None:
    (headline, line), command = refuse(folder, capfd, **{question: answer})

    assert headline == HEADLINE
    shown = repr(answer)[:80].encode("utf-8", "backslashreplace").decode()
    assert line.startswith(f"  {question}: {shown} {reason}")
    assert line.endswith(".")
    assert [word.partition("=")[0] for word in command[4:]] == sorted(ASKED)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("project_slug", "my_app2-x"),
        ("project_slug", "a" * 63),
        # The project gets it only because another package needs it.
        ("project_slug", "requests"),
        ("author_email", "Ann.O'Hara+x@mail.Example.co.uk"),
        ("author_email", "ann@xn--bcher-kva.example"),
        ("description", ""),
    ],
)
def test_an_unusual_answer_is_taken(tmp_path: Path, question: str, answer: str) -> None:
    assert bake(tmp_path, **{question: answer}).folder.is_dir()


def test_every_bad_answer_is_named(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines, _ = refuse(folder, capfd, author_email="a", author_name=" ", project_slug="c d")

    assert lines[0] == HEADLINE
    named = {line.split(":")[0].strip() for line in lines[1:]}
    assert named == {"project_slug", "author_name", "author_email"}


@pytest.mark.parametrize(("slug", "fixed"), SLUGS.items())
def test_a_bad_name_is_put_right(
    folder: Path, capfd: pytest.CaptureFixture[str], slug: str, fixed: str
) -> None:
    _, command = refuse(folder, capfd, project_slug=slug)

    assert f"project_slug={fixed}" in command


def test_the_command_writes_the_project_with_the_good_answers_kept(
    tmp_path: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good = {"project_name": 'Ann\'s "App"', "description": "$HOME {{ x }} {# y #} {% z %}"}
    # In a command, cookiecutter takes an answer for a template.
    typed = {name: text.replace("{", "{{ '{' }}") for name, text in good.items()}
    bad = {"project_slug": "Class", "author_email": "ann", "author_name": "\x00"}
    _, (uvx, name, template, *options) = refuse(folder, capfd, **typed, **bad)

    result = run_cookiecutter(tmp_path / "folder", *options)

    assert (uvx, name, template) == ("uvx", "cookiecutter", str(ROOT))
    assert result.returncode == 0, result.stderr
    written = tmp_path / "folder" / "class-app"
    assert good["description"] in (written / "README.md").read_text().replace("\\", "")
    assert dotenv_values(written / ".env", interpolate=False)["APP_NAME"] == good["project_name"]


def test_the_command_says_the_sentence_and_ends_with_an_error(folder: Path) -> None:
    result = run_cookiecutter(folder, "--no-input", "project_slug=class")

    assert result.returncode == 1
    assert result.stderr.splitlines()[:2] == [
        HEADLINE,
        "  project_slug: 'class' is a Python keyword; choose another name, such as class-app.",
    ]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("project_slug", "a/b"),
        ("description", None),
        ("project_name", 2048),
        *((choice, "other") for choice in CHOICES),
    ],
)
def test_a_bad_answer_is_refused_in_a_replay(
    tmp_path: Path,
    folder: Path,
    capfd: pytest.CaptureFixture[str],
    question: str,
    answer: object,
) -> None:
    bake(tmp_path / "first")
    replay = json.loads(replay_file().read_text(encoding="utf-8"))
    replay["cookiecutter"][question] = answer
    file = tmp_path / "replay.json"
    file.write_text(json.dumps(replay), encoding="utf-8")

    with pytest.raises(FailedHookException):
        cookiecutter(str(ROOT), replay=str(file), output_dir=str(folder / "out"))

    assert f"  {question}: {answer!r} is not " in capfd.readouterr().err
    assert list(files_below(folder)) == []


def test_an_unknown_choice_in_a_persons_settings_falls_back_to_the_default(
    tmp_path: Path, folder: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("default_context: {license: other}", encoding="utf-8")

    result = run_cookiecutter(folder, "--no-input", "--config-file", str(config))

    assert result.returncode == 0
    assert "Invalid default received" in result.stderr
    assert "MIT License" in (folder / "my-app" / "LICENSE").read_text(encoding="utf-8")


def test_a_refusal_is_printed_where_text_is_not_utf8(folder: Path) -> None:
    """As under LC_ALL=C, and on a Windows of Western Europe."""
    result = run_cookiecutter(
        folder, "--no-input", "author_email=bücher", PYTHONUTF8="0", PYTHONIOENCODING="ascii"
    )

    assert result.returncode == 1
    assert "  author_email: 'b\\xfccher' is not an email address" in result.stderr


def test_a_refusal_leaves_an_existing_project_alone(tmp_path: Path) -> None:
    project = bake(tmp_path)
    before = {path: project.read(path) for path in project.files()}

    with pytest.raises(FailedHookException):
        cookiecutter(
            str(ROOT),
            no_input=True,
            extra_context={"author_email": "a"},
            output_dir=str(tmp_path),
            overwrite_if_exists=True,
        )

    assert {path: project.read(path) for path in project.files()} == before
