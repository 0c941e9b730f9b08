"""Lists what the app imports until it is ready, in a process of its own."""

import json
import subprocess
import sys

from app.config import PROJECT_FOLDER, Settings
from tests.servers import make_environment

PROGRAM = """
import asyncio, json, sys
from app import create_app

app = create_app()
asyncio.run(app.startup())
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def list_imports(settings: Settings) -> set[str]:
    """Return the names of all packages and modules, without those inside of packages."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=PROJECT_FOLDER,
        env=make_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = set(json.loads(done.stdout))
    assert "quart" in found
    return found
