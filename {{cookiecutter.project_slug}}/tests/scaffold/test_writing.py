"""A feature is written into a copy of the project, and leaves nothing behind when it is removed."""

import re
import shutil
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from quart import Quart
from quart.cli import ScriptInfo

from app import create_app
from app.config import PROJECT_FOLDER, Settings
from app.scaffold import commands, fields, names, removal, writing
from app.scaffold.commands import new_feature, remove_feature
from app.scaffold.fields import read_fields
from app.scaffold.names import read_names
from app.scaffold.removal import find_parts, remove_parts
from app.scaffold.writing import write_feature

pytestmark = pytest.mark.slow

# A front end, if there is one, is known by its directory.
COPIED = ("app", "migrations", "tests/conftest.py", "pyproject.toml", "frontend/index.html")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the project, which the commands then change in place of this one."""
    folder = tmp_path / "project"
    for source in (PROJECT_FOLDER / name for name in COPIED):
        target = folder / source.relative_to(PROJECT_FOLDER)
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "static")
            shutil.copytree(source, target, ignore=ignored)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    for module in (commands, fields, names, removal, writing):
        monkeypatch.setattr(module, "PROJECT_FOLDER", folder)
    for module in (removal, writing):
        monkeypatch.setattr(module, "FACTORY", folder / "app" / "__init__.py")
    return folder


def read_files(folder: Path) -> dict[Path, bytes]:
    """Return each file of the project with its content."""
    files = [path for path in folder.rglob("*") if path.is_file() and "cache" not in str(path)]
    return {path.relative_to(folder): path.read_bytes() for path in files}


async def test_a_feature_that_is_removed_leaves_no_trace(app: Quart, project: Path) -> None:
    before = read_files(project)

    paths = write_feature(
        read_names(app, "specimens", ""),
        read_fields("specimens", ("title:text:unique", "due:time?")),
    )
    written = read_files(project)
    remove_parts(find_parts("specimens"))

    assert set(written) - set(before) == {path.relative_to(project) for path in paths}
    assert Path("migrations/versions/specimens_0001.py") in written
    factory = written[Path("app/__init__.py")].decode()
    assert factory.endswith("    specimens.init_app(app)\n\n    return app\n")
    assert read_files(project) == before


async def test_a_front_end_gets_the_pages(app: Quart, project: Path) -> None:
    if not (PROJECT_FOLDER / "frontend").is_dir():
        pytest.skip("There is no front end of its own")
    names = read_names(app, "rare_specimens", "")

    write_feature(names, read_fields("rare_specimens", ("title:text", "due:time?")))

    folder = project / "frontend" / "src" / "rare_specimens"
    index = (folder / "index.ts").read_text(encoding="utf-8")
    loaded = set(re.findall(r'import\("\./(\w+)"\)', index))
    assert loaded == {
        "RareSpecimensPage",
        "RareSpecimenPage",
        "NewRareSpecimenPage",
        "EditRareSpecimenPage",
        "DeleteRareSpecimenPage",
    }
    assert all((folder / f"{name}.tsx").is_file() for name in loaded)
    assert '{ label: "Rare specimens", to: "/rare-specimens" }' in index
    # Only what has a use in it: the checks of TypeScript would refuse the rest.
    assert not (folder / "choices.ts").exists()
    fields = (folder / "RareSpecimenFields.tsx").read_text(encoding="utf-8")
    assert fields.count("import ") == 2


async def test_an_insert_names_its_own_columns(app: Quart, project: Path) -> None:
    write_feature(
        read_names(app, "specimens", ""),
        read_fields("specimens", ("title:text:unique", "due:time?")),
    )

    # So `COLUMNS` can have more than the table, such as the name of the owner.
    queries = (project / "app" / "specimens" / "queries.py").read_text(encoding="utf-8")
    insert = queries.partition("INSERT INTO specimens ")[2].partition(" RETURNING")[0].split()
    assert insert[:5] == ["(id,", "user_id,", "title,", "due,", "created_at)"]
    assert insert[5:] == ["VALUES", "(:id,", ":user_id,", ":title,", ":due,", ":created_at)"]


async def test_a_feature_that_another_one_needs_stays(app: Quart, project: Path) -> None:
    write_feature(read_names(app, "specimens", ""), read_fields("specimens", ("title:text",)))
    shelf = project / "app" / "shelves.py"
    shelf.write_text("from app.specimens.models import Book\n", encoding="utf-8")

    with pytest.raises(click.ClickException, match=r"Change or remove app/shelves.py first"):
        find_parts("specimens")


@pytest.mark.parametrize("name", ["nothing", "web", "../app"])
def test_only_a_feature_can_be_removed(project: Path, name: str) -> None:
    with pytest.raises(click.ClickException, match="There is no feature"):
        find_parts(name)


def test_the_commands_write_and_remove_a_feature(app: Quart, project: Path) -> None:
    info = ScriptInfo(create_app=lambda: app)
    run = partial(CliRunner().invoke, obj=info)

    written = run(new_feature, ["spare_specimens", "title:text", "due:time?"])
    kept = run(remove_feature, ["spare_specimens"], input="n")
    is_kept = (project / "app" / "spare_specimens").is_dir()
    removed = run(remove_feature, ["spare_specimens", "--yes"])

    assert "app/spare_specimens/queries.py" in written.output
    pages = any((PROJECT_FOLDER / name).is_dir() for name in ("app/pages", "frontend"))
    address = "/spare-specimens" if pages else "/api/spare-specimens"
    assert f"To see it at {address}: make run" in written.output
    assert (kept.exit_code, is_kept) == (1, True)
    assert "Its tables are still in the database" in removed.output
    assert not (project / "app" / "spare_specimens").exists()


async def test_the_commands_are_there_in_development_only(app: Quart, settings: Settings) -> None:
    developed = create_app(settings.model_copy(update={"app_env": "development"}))

    assert "new-feature" in developed.cli.commands
    assert "new-feature" not in app.cli.commands
