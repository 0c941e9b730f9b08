"""Try an extension of Flask's on Quart with quart-flask-patch: `python patched.py login`."""

import quart_flask_patch  # noqa: F401, I001  # before Flask and before its extensions

import asyncio
import sys
import threading
from collections.abc import Callable

import flask_login
import quart
from flask_limiter import Limiter
from flask_mail import Mail, Message
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from quart import Quart
from wtforms import StringField


def add_fixed_login(app: Quart) -> None:
    # The patch leaves Flask's own function here, which sees no request of Quart's.
    flask_login.utils.has_request_context = quart.has_request_context
    add_login(app)


def add_login(app: Quart) -> None:
    class User(flask_login.UserMixin):
        id = "7"

    flask_login.LoginManager(app).user_loader(lambda user_id: User())

    @app.get("/login")
    async def log_in() -> str:
        flask_login.login_user(User())
        return "logged in"

    @app.get("/")
    @flask_login.login_required
    async def show_user() -> str:
        return f"user {flask_login.current_user.id}"


def add_sqlalchemy(app: Quart) -> None:
    db = SQLAlchemy(app)

    @app.get("/")
    async def query() -> str:
        is_main = threading.current_thread() is threading.main_thread()
        return f"{db.session.scalar(db.text('SELECT 7'))} on the loop: {is_main}"


def add_wtf(app: Quart) -> None:
    class Form(FlaskForm):
        word = StringField()

    @app.route("/", methods=["GET", "POST"])
    async def read_form() -> str:
        form = Form()
        form.validate_on_submit()
        return f"{form.word.data} {form.errors}"


def add_limiter(app: Quart) -> None:
    limiter = Limiter(lambda: "everyone", app=app, storage_uri="memory://")

    @app.get("/")
    @limiter.limit("1 per day")
    async def answer() -> str:
        return "not limited"


def add_mail(app: Quart) -> None:
    mail = Mail(app)

    @app.get("/")
    async def send() -> str:
        with mail.record_messages() as outbox:
            mail.send(Message("Hey", ["ann@example.com"], "Hey!"))
        return f"{len(outbox)} sent"


def add_view(app: Quart) -> None:
    @app.get("/")
    def name_thread() -> str:
        return f"on the loop: {threading.current_thread() is threading.main_thread()}"


# Each trial: a function that prepares the application, and the requests to send to it.
TRIALS: dict[str, tuple[Callable[[Quart], None], list[str]]] = {
    "login": (add_login, ["GET /login", "GET /"]),
    "login-fixed": (add_fixed_login, ["GET /login", "GET /"]),
    "sqlalchemy": (add_sqlalchemy, ["GET /"]),
    "wtf": (add_wtf, ["POST /"]),
    "limiter": (add_limiter, ["GET /", "GET /"]),
    "mail": (add_mail, ["GET /"]),
    "view": (add_view, ["GET /"]),
}


async def try_extension(name: str) -> None:
    """Print the status and the text of each answer."""
    app = Quart(__name__)
    app.config.update(SECRET_KEY="secret", SQLALCHEMY_DATABASE_URI="sqlite://")
    app.config.update(MAIL_DEFAULT_SENDER="notes@example.com", MAIL_SUPPRESS_SEND=True)
    add, requests = TRIALS[name]
    add(app)
    client = app.test_client()
    for method, path in map(str.split, requests):
        form = {"word": "hey"} if method == "POST" else None
        response = await client.open(path, method=method, form=form)
        text = await response.get_data(as_text=True)
        print(response.status_code, text if response.status_code == 200 else "")


if __name__ == "__main__":
    asyncio.run(try_extension(sys.argv[1]))
