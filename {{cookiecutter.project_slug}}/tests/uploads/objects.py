"""The folder of the storage, as its owner would look into it."""

from pathlib import Path


def list_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def lose(folder: Path) -> Path:
    """Put a file in the place of the folder, so that nothing can be stored there or read."""
    moved = folder.rename(folder.with_name("moved"))
    folder.write_text("no folder")
    return moved


def bring_back(folder: Path, moved: Path) -> None:
    folder.unlink()
    moved.rename(folder)
