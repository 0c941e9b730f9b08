"""Mail: kept in an outbox, delivered over SMTP, and shown on a page in development."""

from quart import Quart


def init_app(app: Quart) -> None:
    from app.mail import outbox

    outbox.init_app(app)

    from app.mail import mailbox

    mailbox.init_app(app)
