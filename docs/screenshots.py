"""Takes the pictures of README.md from the default project, and from the one with pages in React.

Their own tests in a browser take them. Run it by `make screenshots`. It needs Node, and a
Chromium or Chrome on the machine.
"""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from bakery import bake

IMAGES = Path(__file__).parent / "images"
# The tests take one of every page.
SHOWN = {
    "htmx": [
        "landing-dark",
        "landing-light",
        "todos-dark",
        "todos-light",
        "account-light",
        "scan-dark",
    ],
    "react": ["todos-light", "account-dark"],
}


def take_pictures(frontend: str, names: list[str], prefix: str) -> None:
    with TemporaryDirectory() as folder:
        pictures = Path(folder, "pictures")
        project = bake(Path(folder), frontend=frontend)
        if frontend == "react":
            subprocess.run(["make", "build"], cwd=project.folder, check=True)
        subprocess.run(
            ["uv", "run", "--quiet", "pytest", "-q", "-m", "browser", "-k", "journey"],
            cwd=project.folder,
            # It has folders of its own to import from.
            env={**os.environ, "PYTHONPATH": "", "PICTURES": str(pictures)},
            check=True,
        )
        for name in names:
            file = IMAGES / f"{prefix}{name}.png"
            shutil.copy(pictures / f"{name}.png", file)
            print(f"{file.name}: {file.stat().st_size // 1000} kB")


for frontend, names in SHOWN.items():
    take_pictures(frontend, names, "" if frontend == "htmx" else f"{frontend}-")
