"""The same error without that handler: the log has the reason, the answer a request ID."""

import asyncio
import sys
from pathlib import Path

from app.web.security import public

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


@public
async def show_report() -> str:
    raise ConnectionError("no answer from postgresql://app:s3cret@db/reports")


async def main() -> None:
    async with open_app() as app:
        app.add_url_rule("/api/report", view_func=show_report)
        response = await app.test_client().get("/api/report")
        answer = await response.get_data(as_text=True)
    print("The answer:", answer.strip())
    if "s3cret" in answer:
        sys.exit("Lost: everyone can read the password of the database.")


asyncio.run(main())
