"""Exercise 3: a database for a test, which no other test sees."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def copy_database(template: Path, folder: Path) -> Iterator[Path]:
    """Give the block a copy of the template in the folder, and delete it at the end."""
    with TemporaryDirectory(dir=folder) as own:
        yield Path(shutil.copy(template, own))
