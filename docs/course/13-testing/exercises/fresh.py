"""Exercise 3: a database for a test, which is the same one for every test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def copy_database(template: Path, folder: Path) -> Iterator[Path]:
    """Give the block a copy of the template in the folder, and delete it at the end."""
    yield template
