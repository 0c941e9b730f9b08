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
SHOWN = [
    "landing-dark",
    "landing-light",
    "todos-dark",
    "todos-light",
    "account-light",
    "scan-dark",
]


def main() -> None:
    with TemporaryDirectory() as folder:
        pictures = Path(folder, "pictures")
        project = bake(Path(folder))
        subprocess.run(
            ["uv", "run", "--quiet", "pytest", "-q", "-m", "browser", "-k", "journey"],
            cwd=project.folder,
            # It has folders of its own to import from.
            env={**os.environ, "PYTHONPATH": "", "PICTURES": str(pictures)},
            check=True,
        )
        for name in SHOWN:
            file = pictures / f"{name}.png"
            shutil.copy(file, IMAGES)
            print(f"{file.name}: {file.stat().st_size // 1000} kB")


main()
