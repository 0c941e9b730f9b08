"""The guide says what was measured: of Quart, of wrappers for Flask, and of quart-flask-patch."""

from pathlib import Path

import pytest
from flask_sites import UV_RUN, Visitor, copy_guide, find_next_python, run_python
from running import run

pytestmark = pytest.mark.slow

PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "asyncio_mode=auto"]
PATCH = "quart-flask-patch==0.3.0"
TOOLS = "pytest pytest-asyncio asgiref>=3.13,<3.14"


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_guide(tmp_path_factory.mktemp("guide"))


@pytest.fixture(scope="module")
def next_guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    find_next_python()
    return copy_guide(tmp_path_factory.mktemp("next"), use_next=True)


@pytest.mark.parametrize("quart", ["guide", "next_guide"])
@pytest.mark.parametrize("module", ["test_differences.py", "test_contexts.py", "test_wrappers.py"])
def test_the_differences_are_those_of_the_guide(
    request: pytest.FixtureRequest, quart: str, module: str
) -> None:
    copy = request.getfixturevalue(quart)

    said = run_python(copy, *PYTEST, module, others=TOOLS)

    assert " passed" in said, said
    assert " failed" not in said, said


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("login", ["200 logged in", "500"]),
        ("login-fixed", ["200 logged in", "200 user 7"]),
        ("sqlalchemy", ["200 7 on the loop: True"]),
        ("wtf", ["200 hey {'csrf_token': ['The CSRF token is missing.']}"]),
        ("limiter", ["200 not limited", "429"]),
        ("mail", ["200 1 sent"]),
        ("view", ["200 on the loop: True"]),
    ],
)
def test_patched_extensions(guide: Path, name: str, answers: list[str]) -> None:
    said = run_python(guide, "patched.py", name, others=PATCH)

    assert [line.strip() for line in said.splitlines() if line[:3].isdigit()] == answers, said
    assert ("has no attribute 'is_authenticated'" in said) == (name == "login")


@pytest.mark.parametrize(
    ("statements", "last_line"),
    [
        ("import flask; print(flask.Flask.__module__)", "quart.app"),
        ("import asyncio; print(asyncio.Task is asyncio.tasks._PyTask)", "True"),
        ("import flask.views", "ModuleNotFoundError: No module named 'flask.views'"),
        (
            "from flask_app import create_app; create_app()",
            "TypeError: 'AppContext' object does not support the context manager protocol",
        ),
    ],
)
def test_the_patch_takes_over_the_process(guide: Path, statements: str, last_line: str) -> None:
    said = run_python(guide, "-c", f"import quart_flask_patch; {statements}", others=PATCH)

    assert said.splitlines()[-1] == last_line


def test_the_patch_comes_before_the_extensions(guide: Path) -> None:
    code = "import flask_login, quart_flask_patch, quart; print(flask_login.utils.g is quart.g)"

    assert run_python(guide, "-c", code, others=PATCH) == "False\n"


def test_the_patch_refuses_uvloop(guide: Path) -> None:
    code = "import asyncio, uvloop; asyncio.set_event_loop_policy(uvloop.EventLoopPolicy()); "

    said = run_python(guide, "-c", f"{code}import quart_flask_patch", others=f"{PATCH} uvloop")

    assert "RuntimeError: Flask Patching only works with the default event loop policy" in said


def test_the_patch_cannot_be_imported_with_the_next_quart(next_guide: Path) -> None:
    said = run_python(next_guide, "-c", "import quart_flask_patch", others=PATCH)

    assert "ImportError: cannot import name 'RequestContext' from 'quart.ctx'" in said


def test_hypercorns_dispatcher_does_not_come_up_with_its_own_wrapper(guide: Path) -> None:
    said = run_python(guide, "dispatcher.py", "hypercorn", "5")

    assert "LifespanTimeoutError: Timeout whilst awaiting startup" in said


def test_hypercorns_dispatcher_cuts_off_the_path_of_a_mount(guide: Path) -> None:
    command = [*UV_RUN.split(), "python", "dispatcher.py", "a2wsgi", "120"]
    with run(guide, *command, SECRET_KEY="a-secret-of-the-test") as address:
        visitor = Visitor(address)

        assert visitor.open("GET", "/login")[0] == 200
        assert visitor.open("GET", "/notes")[0] == 404
