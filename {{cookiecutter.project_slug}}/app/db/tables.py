"""The platform's tables, and the metadata that the tables of every feature are added to.

Only migrations use these definitions.
"""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

import sqlalchemy as sa

import app

# Named constraints can be changed by later migrations on either database.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def only_where(condition: str) -> dict[str, Any]:
    """Return the options of an index that has only the rows that meet a condition."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


# A job has a `due_at` while it waits or runs.
sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("arguments", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True)),
    # When `due_at` was written.
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True)),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("token", sa.String(36)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    # Of the request that queued it, for OpenTelemetry.
    sa.Column("traceparent", sa.Text, nullable=False),
    # Most jobs are done. This index has only the others, in the order in which they begin.
    sa.Index("ix_jobs_due", "kind", "due_at", **only_where("due_at IS NOT NULL")),
    # This one has them in the order of their lists.
    sa.Index("ix_jobs_not_done", "state", "created_at", "id", **only_where("state <> 'done'")),
    # To delete the oldest of those that ended.
    sa.Index(None, "state", "ended_at"),
)

# The state of a message is that of its job, until it was sent.
sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("job_id", sa.String(36), nullable=False),
    sa.Column("recipient", sa.String(254), nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    # Most messages were sent. This index has only the others, in the order of their list.
    sa.Index("ix_outbox_unsent", "created_at", "id", **only_where("sent_at IS NULL")),
    # To count the others, and to delete the oldest of them.
    sa.Index(None, "sent_at", **only_where("sent_at IS NOT NULL")),
)

sa.Table(
    "task_runs",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("lease_until", sa.DateTime(timezone=True)),
    sa.Column("seconds", sa.Float),
    sa.Column("outcome", sa.Text, nullable=False),
)


def load_metadata() -> sa.MetaData:
    """Return the metadata with the tables of every feature, from each `tables.py`."""
    for feature in iter_modules(app.__path__, "app."):
        if feature.ispkg and find_spec(f"{feature.name}.tables"):
            import_module(f"{feature.name}.tables")
    return metadata
