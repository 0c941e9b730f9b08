"""A bad answer is refused in a sentence that names it and the fix, and nothing is left behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bakery import CHOICES, ROOT, bake, hook_constant, replay_file
from cookiecutter.exceptions import FailedHookException
from cookiecutter.main import cookiecutter

NO_NAME = "is no legal name; use up to 63 lowercase letters and digits"
NO_MAIL = "is no e-mail address; write one such as you@example.com."
NO_DOMAIN = "is no domain; write the host name alone, such as app.example.com."
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
]


def refused(capfd: pytest.CaptureFixture[str], out: Path, **answers: str) -> list[str]:
    """Write a project that must be refused; return the lines that say why."""
    out.mkdir()
    with pytest.raises(FailedHookException):
        bake(out, **{"project_slug": "my-app", **answers})

    assert list(out.iterdir()) == []
    return capfd.readouterr().err.splitlines()


@pytest.mark.parametrize(("question", "answer", "reason"), REFUSED)
def test_a_bad_answer_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], question: str, answer: str, reason: str
) -> None:
    _, line = refused(capfd, tmp_path / "out", **{question: answer})

    assert line.startswith(f"  {question}: {answer!r} {reason}")
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


def test_every_bad_answer_is_named_at_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = refused(capfd, tmp_path / "out", author_email="a", domain_name="b", project_slug="c d")

    assert lines[0] == "No project was written, because of these answers:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "author_email",
        "domain_name",
        "project_slug",
    ]


def test_the_command_ends_with_an_error(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "cookiecutter", str(ROOT), "--no-input", "project_slug=class"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "project_slug: 'class' is a Python keyword" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("question", CHOICES)
def test_an_unknown_choice_is_refused_in_a_replay(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], question: str
) -> None:
    bake(tmp_path / "first")
    replay = json.loads(replay_file().read_text(encoding="utf-8"))
    replay["cookiecutter"][question] = "other"
    file = tmp_path / "replay.json"
    file.write_text(json.dumps(replay), encoding="utf-8")
    capfd.readouterr()

    with pytest.raises(FailedHookException):
        cookiecutter(str(ROOT), replay=str(file), output_dir=str(tmp_path / "out"))

    line = capfd.readouterr().err.splitlines()[1]
    assert line.startswith(f"  {question}: 'other' is not offered; choose {CHOICES[question][0]}")
    assert line.endswith(f" or {CHOICES[question][-1]}.")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_unknown_choice_in_a_persons_settings_gives_way_to_the_default(tmp_path: Path) -> None:
    """Cookiecutter itself says so and goes on; the template never sees that choice."""
    config = tmp_path / "config.yaml"
    config.write_text(
        f"replay_dir: '{tmp_path / 'replay'}'\ndefault_context:\n  ci: other\n", encoding="utf-8"
    )

    with pytest.warns(UserWarning, match="other provided for choice variable ci"):
        folder = cookiecutter(
            str(ROOT), no_input=True, config_file=str(config), output_dir=str(tmp_path)
        )

    assert (Path(folder) / ".github").is_dir()


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
