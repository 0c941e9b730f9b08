"""Undo a deletion: a signed token in the browser holds the todo, and the server keeps nothing."""

from datetime import timedelta

import msgspec
from itsdangerous import BadSignature
from werkzeug.exceptions import NotFound

from app.db import Connection
from app.todos.models import Todo
from app.web.cookies import get_serializer

LIFETIME = timedelta(hours=1)


def write_undo_token(user_id: str, todo: Todo) -> str:
    return str(get_serializer(f"undo:{user_id}").dumps(msgspec.to_builtins(todo)))


def read_undo_token(user_id: str, token: str) -> Todo:
    """Return the todo. Raise `NotFound` if another person deleted it, or too long ago."""
    try:
        fields = get_serializer(f"undo:{user_id}").loads(
            token, max_age=int(LIFETIME.total_seconds())
        )
    except BadSignature as error:
        raise NotFound("It is too late to undo this.") from error
    return msgspec.convert(fields, Todo)


async def restore_todo(connection: Connection, user_id: str, todo: Todo) -> None:
    """Insert the todo as it was. If it is there already, leave it as it is now."""
    await connection.execute(
        """INSERT INTO todos (id, user_id, task, complete, due, created_at)
                VALUES (:id, :user_id, :task, :complete, :due, :created_at)
           ON CONFLICT (id) DO NOTHING""",
        {"user_id": user_id, **msgspec.structs.asdict(todo)},
    )
