"""Notes in Flask: people sign up, log in and keep notes. `quart_app` is the same in Quart."""

import os

from flask import Flask
from flask_wtf import CSRFProtect

from flask_app import accounts, mails, notes
from flask_app.models import db


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SESSION_COOKIE_SECURE="HTTPS" in os.environ,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.path.abspath('notes.db')}",
        RATELIMIT_STORAGE_URI="memory://",
        MAIL_PORT=int(os.environ.get("SMTP_PORT", "1025")),
        MAIL_DEFAULT_SENDER="notes@example.com",
    )
    CSRFProtect(app)
    db.init_app(app)
    with app.app_context():
        db.create_all()
    mails.init_app(app)
    accounts.init_app(app)
    app.register_blueprint(notes.blueprint)

    @app.get("/readyz")
    def answer_health_check() -> str:
        return "ready"

    return app
