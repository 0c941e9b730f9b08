"""The cookie names a session that the server keeps, so that logging out ends every copy."""

import asyncio
import sys
from uuid import uuid4

from quart import Quart
from quart_auth import AuthUser, QuartAuth, current_user, login_required, login_user, logout_user

# These stand for the rows of a table.
sessions: dict[str, str] = {}


class SessionUser(AuthUser):
    @property
    async def is_authenticated(self) -> bool:
        return self.auth_id in sessions


app = Quart(__name__)
app.secret_key = "a key for practice alone, 0123456789"
QuartAuth(app, cookie_secure=False, user_class=SessionUser)  # practice has no HTTPS


@app.post("/login")
async def log_in() -> str:
    session_id = str(uuid4())
    sessions[session_id] = "ann"
    login_user(SessionUser(session_id))
    return "Welcome"


@app.post("/logout")
@login_required
async def log_out() -> str:
    del sessions[current_user.auth_id]
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
