"""A bad answer is refused in a sentence that names it and the fix, and nothing is left behind."""

import json
from pathlib import Path

import pytest
from bakery import (
    CHOICES,
    QUESTIONS,
    ROOT,
    bake,
    hook_constant,
    replay_file,
    run_cookiecutter,
)
from cookiecutter.exceptions import FailedHookException
from cookiecutter.main import cookiecutter

NO_NAME = "is no legal name; use up to 63 lowercase letters and digits"
NO_MAIL = "is no e-mail address; write one such as you@example.com."
NO_DOMAIN = "is no domain; write the host name alone, such as app.example.com"
CONTROL = "holds a control character; leave it out."

REFUSED = [
    *[
        ("project_slug", slug, NO_NAME)
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
            "a" * 300,
            "",
            ".",
            "a/b",
            "../a",
            "/a/b",
            "a\\b",
            "a\x00b",
        )
    ],
    ("project_slug", "class", "is a Python keyword; choose another name, such as class-app."),
    ("project_slug", "email", "is a module of Python itself; choose another name"),
    ("project_slug", "quart", "is a package the project installs; choose another name"),
    ("project_slug", "quart-auth", "is a package the project installs; choose another name"),
    ("project_slug", "con", "is a reserved name on Windows; choose another name"),
    ("project_slug", "com1", "is a reserved name on Windows; choose another name"),
    *[
        ("author_email", mail, NO_MAIL)
        for mail in ("", "ann", "ann@", "@b.c", "a b@c.de", "a@b", "a@b..c", 'a"@b.cd', "a.@b.cd")
    ],
    *[
        ("domain_name", domain, NO_DOMAIN)
        for domain in (
            "",
            "localhost",
            "https://a.de",
            "a.de/b",
            "a_b.de",
            "-a.de",
            "1.2.3.4",
            "a.de:80",
        )
    ],
    ("project_name", " \n ", "is empty; write a name."),
    ("author_name", "", "is empty; write a name."),
    ("project_name", "a\x00b", CONTROL),
    ("description", "a\x1bb", CONTROL),
    ("author_name", "a\x7fb", CONTROL),
    ("description", "a\ud800b", CONTROL),
    ("project_slug", "requests", "is a package the project installs; choose another name"),
]


def refused(folder: Path, **answers: str) -> list[str]:
    """Write a project that must be refused; return the lines that say why."""
    with pytest.raises(FailedHookException) as refusal:
        bake(folder / "out", **{"project_slug": "my-app", **answers})

    assert list(folder.iterdir()) == []
    return str(refusal.value).splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, for what must stay empty."""
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


@pytest.mark.parametrize(("question", "answer", "reason"), REFUSED)
def test_a_bad_answer_is_refused(folder: Path, question: str, answer: str, reason: str) -> None:
    _, line = refused(folder, **{question: answer})

    assert line.startswith(f"  {question}: {repr(answer)[:80]} {reason}")
    assert line.endswith(".")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("project_slug", "my_app2-x"),
        ("project_slug", "a" * 63),
        ("author_email", "Ann.O'Hara+x@mail.Example.co.uk"),
        ("domain_name", "xn--bcher-kva.example"),
        ("domain_name", "App.Example.com"),
        ("description", ""),
    ],
)
def test_an_unusual_answer_is_taken(tmp_path: Path, question: str, answer: str) -> None:
    assert bake(tmp_path, **{question: answer}).folder.is_dir()


def test_every_bad_answer_is_named_at_once(folder: Path) -> None:
    lines = refused(folder, author_email="a", domain_name="b", project_slug="c d")

    assert lines[0] == "No project was written, because of these answers:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "project_slug",
        "author_email",
        "domain_name",
    ]


def test_the_command_says_the_sentence_alone_and_ends_with_an_error(folder: Path) -> None:
    result = run_cookiecutter(folder, "--no-input", "project_slug=class")

    assert result.returncode == 1
    assert result.stdout.splitlines() == [
        "No project was written, because of these answers:",
        "  project_slug: 'class' is a Python keyword; choose another name, such as class-app.",
    ]
    assert result.stderr == ""
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
    tmp_path: Path, folder: Path, question: str, answer: object
) -> None:
    bake(tmp_path / "first")
    replay = json.loads(replay_file().read_text(encoding="utf-8"))
    replay["cookiecutter"][question] = answer
    file = tmp_path / "replay.json"
    file.write_text(json.dumps(replay), encoding="utf-8")

    with pytest.raises(FailedHookException, match=f"  {question}: {answer!r} is no"):
        cookiecutter(str(ROOT), replay=str(file), output_dir=str(folder / "out"))

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("place", ["option", "environment", "home"])
@pytest.mark.parametrize("question", CHOICES)
def test_an_unknown_choice_in_a_persons_settings_is_refused_before_the_first_question(
    tmp_path: Path, folder: Path, question: str, place: str
) -> None:
    config = tmp_path / (".cookiecutterrc" if place == "home" else "config.yaml")
    config.write_text(f"default_context:\n  {question}: other\n", encoding="utf-8")
    options = ["--config-file", str(config)] if place == "option" else []
    environment = {"COOKIECUTTER_CONFIG": str(config)} if place == "environment" else {}

    result = run_cookiecutter(folder, *options, **environment)

    assert result.returncode == 1
    first, line, last = result.stdout.splitlines()
    assert first == "No project was written, because of your own settings for cookiecutter:"
    choices = CHOICES[question]
    offered = f"{', '.join(choices[:-1])} or {choices[-1]}"
    assert line == f"  {question}: 'other' is not offered; choose {offered}."
    assert last == "Correct them in that file, or leave it out with --default-config."
    assert list(folder.iterdir()) == []


def test_empty_settings_are_none(tmp_path: Path, folder: Path) -> None:
    (tmp_path / ".cookiecutterrc").write_text("default_context:\n", encoding="utf-8")

    assert run_cookiecutter(folder, "--no-input").returncode == 0


def test_what_the_refusal_of_settings_advises_helps(tmp_path: Path, folder: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("default_context: {license: other, ci: none}", encoding="utf-8")
    settings = ["--no-input", "--config-file", str(config)]

    assert run_cookiecutter(folder, *settings).returncode == 1
    assert run_cookiecutter(folder, *settings, "--default-config").returncode == 0
    assert (folder / "my-app" / ".github").is_dir()

    config.write_text("default_context: {license: MIT, ci: none}", encoding="utf-8")
    assert run_cookiecutter(folder, *settings, "project_slug=corrected").returncode == 0
    assert not (folder / "corrected" / ".github").exists()


def test_a_refusal_is_printed_where_text_is_not_utf8(folder: Path) -> None:
    """As under LC_ALL=C, and on a Windows of Western Europe."""
    result = run_cookiecutter(
        folder, "--no-input", "domain_name=bücher", PYTHONUTF8="0", PYTHONIOENCODING="ascii"
    )

    assert result.returncode == 1
    assert "  domain_name: 'b\\xfccher' is no domain" in result.stdout


def test_the_hook_alone_refuses_as_well(
    tmp_path: Path, template_copy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    questions = {key: value for key, value in QUESTIONS.items() if key != "_extensions"}
    (template_copy / "cookiecutter.json").write_text(json.dumps(questions), encoding="utf-8")

    with pytest.raises(FailedHookException):
        bake(tmp_path / "out", template_copy, project_slug="class")

    assert "  project_slug: 'class' is a Python keyword" in capfd.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


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


def test_the_hook_knows_the_choices() -> None:
    assert hook_constant("pre_gen_project", "CHOICES") == CHOICES
