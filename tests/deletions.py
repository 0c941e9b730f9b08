"""Deletes a feature from a written project, as its owner would by hand."""

import re
import shutil
from pathlib import Path


def delete_feature(folder: Path, name: str) -> None:
    """Delete its directories, its migrations and its stanza in the factory."""
    for parent in ("app", "tests"):
        shutil.rmtree(folder / parent / name)
    if (folder / "frontend").is_dir():
        # Some features draw nothing there.
        shutil.rmtree(folder / "frontend" / "src" / name, ignore_errors=True)
    for migration in (folder / "migrations" / "versions").glob(f"{name}_*.py"):
        migration.unlink()
    delete_stanza(folder / "app" / "__init__.py", name)


def delete_stanza(factory: Path, name: str) -> None:
    """Delete the two paragraphs that name a feature: its import and its `init_app`."""
    paragraphs = factory.read_text(encoding="utf-8").split("\n\n")
    kept = [text for text in paragraphs if not re.search(rf"import {name}$|{name}\.init", text)]
    assert len(paragraphs) - len(kept) == 2, f"{factory} has no stanza of {name}"
    factory.write_text("\n\n".join(kept), encoding="utf-8")
