"""Imports: some wait until they are needed, so that the app starts soon and takes less memory."""

import pytest

from app.config import Settings
from tests.imports import list_imports

pytestmark = pytest.mark.slow

# Of migrations, BACKUP_URL, REDIS_URL, SENTRY_DSN, traces, and a login with the name of its device.
LATER = {
    *("alembic", "sqlalchemy", "obstore", "opentelemetry", "redis", "sentry_sdk"),
    *("ua_parser", "yaml"),
}


def test_an_app_that_is_ready_has_imported_no_more_than_it_needs(settings: Settings) -> None:
    assert list_imports(settings) & LATER == set()
