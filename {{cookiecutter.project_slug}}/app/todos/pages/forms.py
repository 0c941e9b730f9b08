"""The form of a todo, in which times are those of the clock on its owner's wall."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Annotated, NamedTuple, cast

from pydantic import PlainValidator, ValidationInfo

from app.times import find_zone, parse_moment
from app.todos.models import Todo, TodoData

Form = Mapping[str, str]

# A year of two digits is one of the first century, and never what was meant.
FIRST_YEAR, LAST_YEAR = 1900, 9998


class Clock(NamedTuple):
    """Where a time is typed, and the time that stood there before."""

    zone: tzinfo
    before: datetime | None

    def read(self, typed: str) -> datetime:
        """A time with its zone, unchanged where the person left it as it was.

        Where the clock goes back, an hour comes twice: the first is meant. Where it goes forward,
        an hour is left out: a time in it is as much later.
        """
        local = read_local(typed)
        if self.before is not None and local == write_local(self.before, self.zone):
            return self.before
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            raise ValueError(f"use a year from {FIRST_YEAR} to {LAST_YEAR}")
        return parse_moment(local.replace(tzinfo=self.zone))


def read_local(typed: str) -> datetime:
    try:
        local = datetime.fromisoformat(typed)
        if local.tzinfo is not None:
            raise ValueError
    except ValueError as error:
        raise ValueError("use a date and a time, as in 2027-01-31T09:00") from error
    return local


def read_due(typed: str, info: ValidationInfo) -> datetime | None:
    return cast("Clock", info.context).read(typed) if typed else None


class TodoForm(TodoData):
    """A todo as a browser sends it."""

    due: Annotated[datetime | None, PlainValidator(read_due)] = None


def parse_form(form: Form, zone: str, before: datetime | None = None) -> TodoData:
    """Raises `ValidationError`."""
    fields = {
        "task": form.get("task", ""),
        "complete": form.get("complete") == "true",
        "due": form.get("due", ""),
    }
    return TodoForm.model_validate(fields, context=Clock(find_zone(zone), before))


def write_form(todo: Todo, zone: str) -> Form:
    due = write_local(todo.due, find_zone(zone)).isoformat() if todo.due else ""
    return {"task": todo.task, "complete": str(todo.complete).lower(), "due": due}


def write_local(moment: datetime, zone: tzinfo) -> datetime:
    """As a browser shows it, and sends it back."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
