"""The form of a todo, with times in its owner's time zone."""

from collections.abc import Mapping
from datetime import datetime

from app.pages.local_times import Clock, LocalTime, write_local_time
from app.times import find_zone
from app.todos.models import Todo, TodoData

Form = Mapping[str, str]


class TodoForm(TodoData):
    """A todo as a browser sends it."""

    due: LocalTime | None = None


def parse_form(form: Form, zone: str, before: datetime | None = None) -> TodoData:
    """Return the todo in the form. Raise `ValidationError` if a field has to be corrected.

    `before` is the due time that the form was shown with.
    """
    fields = {
        "task": form.get("task", ""),
        "complete": form.get("complete") == "true",
        "due": form.get("due") or None,
    }
    return TodoForm.model_validate(fields, context=Clock(find_zone(zone), {"due": before}))


def fill_form(todo: Todo, zone: str) -> Form:
    return {
        "task": todo.task,
        "complete": str(todo.complete).lower(),
        "due": write_local_time(todo.due, find_zone(zone)),
    }
