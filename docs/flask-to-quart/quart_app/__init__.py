"""Notes in Quart: people sign up, log in and keep notes. `flask_app` is the same in Flask."""

import os

from quart import Quart, abort, request
from quart_auth import QuartAuth
from quart_tasks import QuartTasks

from quart_app import accounts, db, notes, outbox
from quart_app.cross_site import is_cross_site


def create_app(auth_class: type[QuartAuth] = QuartAuth) -> Quart:
    app = Quart(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        QUART_AUTH_COOKIE_SECURE="HTTPS" in os.environ,
        SMTP_PORT=int(os.environ.get("SMTP_PORT", "1025")),
    )
    auth_class(app)
    QuartTasks(app)
    db.init_app(app)
    outbox.init_app(app)
    accounts.init_app(app)
    app.register_blueprint(notes.blueprint)

    @app.before_request
    async def refuse_cross_site_request() -> None:
        if is_cross_site(request.method, request.headers):
            abort(403)

    @app.get("/readyz")
    async def answer_health_check() -> str:
        return "ready"

    return app
