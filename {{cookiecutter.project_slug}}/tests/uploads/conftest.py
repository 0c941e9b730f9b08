from pathlib import Path

import pytest

from app.config import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder in which the app stores files."""
    return tmp_path / "files"


@pytest.fixture
def storage_url(folder: Path) -> str:
    return folder.as_uri()


@pytest.fixture
def settings(settings: Settings, storage_url: str) -> Settings:
    return settings.model_copy(update={"variables": {"STORAGE_URL": storage_url}})
