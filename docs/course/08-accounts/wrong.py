"""A signed cookie alone: it still opens the account after its owner has logged out."""

import asyncio
import sys

from quart import Quart
from quart_auth import AuthUser, QuartAuth, login_required, login_user, logout_user

app = Quart(__name__)
app.secret_key = "a key for practice alone, 0123456789"
QuartAuth(app, cookie_secure=False)  # practice has no HTTPS


@app.post("/login")
async def log_in() -> str:
    login_user(AuthUser("ann"))
    return "Welcome"


@app.post("/logout")
@login_required
async def log_out() -> str:
    logout_user()
    return "Goodbye"


@app.get("/diary")
@login_required
async def show_diary() -> str:
    return "Dear diary"


async def main() -> None:
    ann, thief = app.test_client(), app.test_client()
    await ann.post("/login")
    (cookie,) = ann.cookie_jar
    thief.set_cookie("localhost", cookie.name, cookie.value)
    await ann.post("/logout")
    print("Ann is logged out:", (await ann.get("/diary")).status_code)
    stolen = await thief.get("/diary")
    print("The thief asks with a copy of her cookie:", stolen.status_code)
    if stolen.status_code == 200:
        sys.exit("Lost: the thief reads Ann's diary, and she cannot stop it.")


asyncio.run(main())
