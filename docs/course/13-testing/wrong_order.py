"""Two tests share a database, and only one of the two orders passes."""

import asyncio
import sys
from pathlib import Path

from tests.accounts.people import create_user
from two_tests import TESTS, Test, run_test

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


async def run_tests(tests: list[Test]) -> bool:
    async with open_app() as app:
        await create_user(app)
        return all([await run_test(app, test) for test in tests])


async def main() -> None:
    print("In the order of the file:")
    passed = await run_tests(TESTS)
    print("The other way round:")
    passed = await run_tests(TESTS[::-1]) and passed
    if not passed:
        sys.exit("Wrong: a test failed, and nothing is wrong with the code that it tests.")


asyncio.run(main())
