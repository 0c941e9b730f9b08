"""The project as it is: the same form is refused, and Ann's list stays hers."""

import asyncio
import sys
from pathlib import Path

from tests.accounts.people import create_user, log_in

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app

# A browser adds these headers to what a page of the blog sends.
FROM_THE_BLOG = {"Origin": "https://blog.example.com", "Sec-Fetch-Site": "same-site"}


async def main() -> None:
    async with open_app(base_url="https://app.example.com") as app:
        await create_user(app, "ann@example.com")
        ann = await log_in(app, "ann@example.com")
        # Ann opens the page. Its hidden form sends itself, with her cookie.
        form = {"task": "Give my keys to Eve"}
        answer = await ann.post("/todos", form=form, headers=FROM_THE_BLOG)
        todos = (await (await ann.get("/api/todos")).get_json())["items"]
    print(f"The form was answered with {answer.status_code}.")
    if todos:
        sys.exit(f"Forged: Ann never wrote '{todos[0]['task']}', and it is in her list.")


asyncio.run(main())
