"""The library that draws the picture to scan waits for the first picture."""

import pytest

from app.config import Settings
from tests.imports import list_imports

pytestmark = pytest.mark.slow


def test_the_library_is_not_imported_before_it_is_used(settings: Settings) -> None:
    assert "segno" not in list_imports(settings)
