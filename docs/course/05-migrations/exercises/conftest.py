from collections.abc import Iterator

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Connect to an empty database, in which a test may call `upgrade()` as Alembic does."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        yield connection
