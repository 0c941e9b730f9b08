# /// script
# requires-python = ">=3.11"
# dependencies = ["quart>=0.22,<0.23"]
# ///
"""A slow view that holds up everyone else, because it never steps aside."""

import asyncio
import sys
import time

from quart import Quart

app = Quart(__name__)


def make_report() -> str:
    time.sleep(1)  # as `requests.get` or a long calculation does
    return "The report"


@app.get("/report")
async def show_report() -> str:
    return make_report()


@app.get("/hello")
async def say_hello() -> str:
    return "Hello"


async def main() -> None:
    client = app.test_client()
    begin = time.perf_counter()
    report = asyncio.create_task(client.get("/report"))
    await asyncio.sleep(0.01)  # the report has begun
    await client.get("/hello")
    waited = time.perf_counter() - begin
    await report
    print(f"Ann got her report. Ben asked for a greeting, and got it after {waited:.1f} s.")
    if waited > 0.8:
        sys.exit("Blocked: Ben waited for Ann's report.")


asyncio.run(main())
