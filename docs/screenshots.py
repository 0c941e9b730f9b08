"""Takes the pictures of README.md from the default project: its own tests in a browser take them.

Run it by `make screenshots`. It needs a Chromium or Chrome on the machine.
"""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from bakery import bake

IMAGES = Path(__file__).parent / "images"
# The tests take one of every page.
SHOWN = ("landing", "todos", "account", "scan")


def main() -> None:
    with TemporaryDirectory() as folder:
        pictures = Path(folder, "pictures")
        project = bake(Path(folder))
        subprocess.run(
            ["uv", "run", "--quiet", "pytest", "-q", "-m", "browser", "-k", "journey"],
            cwd=project.folder,
            env={**os.environ, "PICTURES": str(pictures)},
            check=True,
        )
        for name in SHOWN:
            for file in sorted(pictures.glob(f"{name}-*.png")):
                shutil.copy(file, IMAGES)
                print(f"{file.name}: {file.stat().st_size // 1000} kB")


main()
