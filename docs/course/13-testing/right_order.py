"""Each test has a database of its own, so their order does not matter."""

import asyncio
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app import create_app
from app.config import Settings
from tests.accounts.people import create_user
from tests.databases import SqliteDatabases
from two_tests import TESTS, Test, run_test

sys.path.append(str(Path(__file__).parents[1]))
from practice import DEFAULTS


async def run_tests(databases: SqliteDatabases, tests: list[Test]) -> bool:
    outcomes = []
    for test in tests:
        with databases.copy_template() as url:
            app = create_app(Settings.model_validate({**DEFAULTS, "database_url": url}))
            async with app.test_app():
                await create_user(app)
                outcomes.append(await run_test(app, test))
    return all(outcomes)


async def main() -> None:
    logging.basicConfig()  # otherwise each migration prints a line
    with TemporaryDirectory() as folder:
        databases = SqliteDatabases(Path(folder))
        print("In the order of the file:")
        passed = await run_tests(databases, TESTS)
        print("The other way round:")
        passed = await run_tests(databases, TESTS[::-1]) and passed
    if not passed:
        sys.exit("Wrong: a test failed, and nothing is wrong with the code that it tests.")


asyncio.run(main())
