"""A handler that answers with the text of every error, in which there is a password."""

import asyncio
import sys
from pathlib import Path

from app.web.security import public

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


@public
async def show_report() -> str:
    raise ConnectionError("no answer from postgresql://app:s3cret@db/reports")


async def answer_with_reason(error: Exception) -> tuple[dict[str, str], int]:
    return {"error": repr(error)}, 500


async def main() -> None:
    async with open_app() as app:
        app.add_url_rule("/api/report", view_func=show_report)
        app.register_error_handler(Exception, answer_with_reason)
        response = await app.test_client().get("/api/report")
        answer = await response.get_data(as_text=True)
    print("The answer:", answer.strip())
    if "s3cret" in answer:
        sys.exit("Lost: everyone can read the password of the database.")


asyncio.run(main())
