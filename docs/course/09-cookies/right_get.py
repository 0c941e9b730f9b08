"""The same view on POST: a link cannot reach it, and a form of another site is refused."""

import asyncio
import sys

from app.config import Settings
from app.web import cross_site
from quart import Quart

todos = ["Buy milk"]

app = Quart(__name__)
app.config["SETTINGS"] = Settings(app_env="test", secret_key="for practice alone, 0123456789ab")
cross_site.init_app(app)


@app.post("/todos/delete-all")
async def delete_all() -> str:
    todos.clear()
    return "Deleted"


async def main() -> None:
    # Ann clicks on a link that says "Look at this kitten".
    answer = await app.test_client().get(
        "/todos/delete-all", headers={"Sec-Fetch-Site": "cross-site"}
    )
    print(f"The link was answered with {answer.status_code}. Ann's todos: {todos}")
    if not todos:
        sys.exit("Lost: Ann clicked on a link, and it deleted her todos.")


asyncio.run(main())
