import shutil
from pathlib import Path

import pytest

from app.config import PROJECT_FOLDER
from app.db import schema
from tests import databases as databases_module
from tests.databases import PostgresDatabases, SqliteDatabases


@pytest.fixture
def empty_url(databases: SqliteDatabases | PostgresDatabases) -> str:
    return databases.create_empty()


@pytest.fixture
def versions(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the migrations, so that a test may change them."""
    shutil.copy(PROJECT_FOLDER / "pyproject.toml", tmp_path)
    shutil.copytree(PROJECT_FOLDER / "migrations", tmp_path / "migrations")
    versions = tmp_path / "migrations" / "versions"
    monkeypatch.setattr(databases_module, "PROJECT_FOLDER", tmp_path)
    monkeypatch.setattr(schema, "VERSIONS", versions)
    return versions
