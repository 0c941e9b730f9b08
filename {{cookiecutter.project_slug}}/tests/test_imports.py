"""Imports: some wait until they are needed, so that the app starts soon and takes less memory."""

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
# Of migrations, passkeys, REDIS_URL, and a login with the name of its device.
LATER = {"alembic", "sqlalchemy", "webauthn", "OpenSSL", "redis", "segno", "ua_parser", "yaml"}


def test_an_app_that_is_ready_has_imported_no_more_than_it_needs(settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=PROJECT_FOLDER,
        env=make_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    imported = set(json.loads(done.stdout))
    assert "quart" in imported
    assert imported & LATER == set()
