"""The library of passkeys takes long to import, so it waits for the first one."""

import pytest

from app.config import Settings
from tests.imports import list_imports

pytestmark = pytest.mark.slow


def test_the_library_is_not_imported_before_it_is_used(settings: Settings) -> None:
    assert list_imports(settings) & {"webauthn", "OpenSSL"} == set()
