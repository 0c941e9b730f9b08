"""The data of admins: pydantic models for requests, msgspec structs for responses."""

from datetime import datetime
from typing import Literal

from msgspec import Struct
from pydantic import BaseModel, Field, StrictBool

from app.accounts.models import Role, User
from app.jobs.queries import JobCounts, JobState
from app.mail.messages import MailCounts, UnsentMail
from app.task_runs import TaskState
from app.web.fields import NO_NUL


class UserQuery(BaseModel, extra="forbid"):
    """The users to list. `cursor` is the `next_cursor` of the previous page.

    Without `role` and `disabled`, all users are listed.
    """

    search: str = Field(default="", max_length=254, pattern=NO_NUL)
    cursor: str = Field(default="", max_length=254, pattern=NO_NUL)
    limit: int = Field(default=20, ge=1, le=100)
    role: Role | None = None
    disabled: bool | None = None


class Person(User):
    """A user, and when they were last seen on a device where they are still logged in."""

    last_seen_at: datetime | None


class UserList(Struct):
    """One page of users by email address. Send `next_cursor` as `cursor` to get the next page."""

    items: list[Person]
    next_cursor: str | None


class UserChange(BaseModel, extra="forbid"):
    """Changes to an account. Fields you leave out keep their values."""

    role: Role | None = None
    disabled: StrictBool | None = None


class JobQuery(BaseModel, extra="forbid"):
    """The jobs to list: those in one state. A job has failed if its last attempt has."""

    state: Literal["waiting", "running", "failed", "canceled"]


class JobList(Struct):
    """The newest jobs in a state, at most 50."""

    items: list[JobState]


class JobKinds(Struct):
    """The number of jobs of each kind in each state."""

    items: list[JobCounts]


class JobRetry(BaseModel, extra="forbid"):
    """The kind of the jobs to run again. Without it, those of all kinds are."""

    kind: str | None = Field(default=None, max_length=254, pattern=NO_NUL)


class Outbox(Struct):
    """The number of messages, and the newest that were not sent: at most 50 of each kind."""

    counts: MailCounts
    given_up: list[UnsentMail]
    waiting: list[UnsentMail]


class TaskList(Struct):
    """The periodic tasks, and how each last run went."""

    items: list[TaskState]


class FactorLabel(Struct):
    """Something that people log in with besides their password."""

    name: str
    label: str


class FactorList(Struct):
    """All factors that a person of this app may have."""

    items: list[FactorLabel]


class PeopleCounts(Struct):
    """The number of all users, and of those who joined in the last week."""

    total: int
    joined: int


class JobNumbers(Struct):
    """The number of jobs of every kind."""

    waiting: int
    given_up: int


class Numbers(Struct):
    """How the app is doing. A task has failed if its last run has."""

    people: PeopleCounts
    mail: MailCounts
    jobs: JobNumbers
    failed_tasks: int
