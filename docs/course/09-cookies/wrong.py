"""The project without its check: a form on a page of the blog writes into Ann's list."""

import asyncio
import sys
from pathlib import Path

from app.web.cross_site import refuse_cross_site_request
from tests.accounts.people import create_user, log_in

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app

# A browser adds these headers to what a page of the blog sends.
FROM_THE_BLOG = {"Origin": "https://blog.example.com", "Sec-Fetch-Site": "same-site"}


async def main() -> None:
    async with open_app(base_url="https://app.example.com") as app:
        app.before_request_funcs[None].remove(refuse_cross_site_request)
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
