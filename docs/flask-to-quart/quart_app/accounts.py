"""Sign up, log in and log out, by quart-auth and quart-rate-limiter."""

import asyncio
from datetime import timedelta

from pydantic import BaseModel, Field
from quart import Blueprint, Quart, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import AuthUser, Unauthorized, login_required, login_user, logout_user
from quart_rate_limiter import RateLimiter, rate_limit
from werkzeug.security import check_password_hash, generate_password_hash

from quart_app.db import transaction
from quart_app.forms import read_form
from quart_app.outbox import queue_welcome

blueprint = Blueprint("accounts", __name__)


class Credentials(BaseModel):
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    password: str = Field(min_length=8, max_length=200)


def init_app(app: Quart) -> None:
    # Its default key trusts X-Forwarded-For, which every client can write.
    RateLimiter(app, key_function=get_remote_address)
    app.register_error_handler(Unauthorized, ask_to_log_in)
    app.register_blueprint(blueprint)


async def get_remote_address() -> str:
    return request.remote_addr or ""


async def ask_to_log_in(error: Exception) -> ResponseReturnValue:
    return redirect(url_for("accounts.log_in"))


@blueprint.route("/register", methods=["GET", "POST"])
async def register() -> ResponseReturnValue:
    data, errors = await read_form(Credentials)
    if data is None:
        return await render_form("Sign up", errors)
    password_hash = await asyncio.to_thread(generate_password_hash, data.password)
    async with transaction() as connection:
        user_id = await connection.fetch_val(
            """INSERT INTO users (email, password_hash) VALUES (:email, :password_hash)
               ON CONFLICT DO NOTHING RETURNING id""",
            {"email": data.email, "password_hash": password_hash},
        )
        if user_id is not None:
            await queue_welcome(connection, data.email)
    if user_id is None:
        return await render_form("Sign up", {"email": "This address has an account already."})
    login_user(AuthUser(str(user_id)))
    return redirect(url_for("notes.list_notes"))


@blueprint.get("/login")
async def show_login() -> ResponseReturnValue:
    # A view of its own, because quart-rate-limiter counts every method of a view.
    return await render_form("Log in", {})


@blueprint.post("/login")
@rate_limit(5, timedelta(minutes=1))
async def log_in() -> ResponseReturnValue:
    data, errors = await read_form(Credentials)
    if data is None:
        return await render_form("Log in", errors)
    async with transaction() as connection:
        user = await connection.fetch_first(
            "SELECT id, password_hash FROM users WHERE email = :email", {"email": data.email}
        )
    if user is None or not await asyncio.to_thread(
        check_password_hash, user["password_hash"], data.password
    ):
        return await render_form("Log in", {"password": "The address or the password is wrong."})
    login_user(AuthUser(str(user["id"])))
    return redirect(url_for("notes.list_notes"))


@blueprint.post("/logout")
@login_required
async def log_out() -> ResponseReturnValue:
    logout_user()
    return redirect(url_for("accounts.log_in"))


async def render_form(title: str, errors: dict[str, str]) -> ResponseReturnValue:
    form = await request.form
    page = await render_template("credentials.html", title=title, form=form, errors=errors)
    return page, 422 if errors else 200
