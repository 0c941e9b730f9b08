"""Jobs: mail is one kind of them, and the state of a message is that of its job."""

import sqlalchemy as sa
from alembic import op

revision = "platform_0004"
down_revision = "platform_0003"


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("token", sa.String(36)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("traceparent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    due = sa.text("due_at IS NOT NULL")
    columns = ["kind", "due_at"]
    op.create_index("ix_jobs_due", "jobs", columns, sqlite_where=due, postgresql_where=due)
    rest, columns = sa.text("state <> 'done'"), ["state", "created_at", "id"]
    op.create_index("ix_jobs_not_done", "jobs", columns, sqlite_where=rest, postgresql_where=rest)
    op.create_index("ix_jobs_state_ended_at", "jobs", ["state", "ended_at"])
    # The job of a message from before has the ID of the message.
    op.execute(
        """INSERT INTO jobs (id, kind, arguments, state, created_at, due_at, changed_at, ended_at,
                             attempts, done, total, error, traceparent)
           SELECT id, 'deliver-mail', '{"mail_id":"' || id || '"}',
                  CASE WHEN due_at IS NULL THEN 'failed' ELSE 'waiting' END, created_at, due_at,
                  created_at, CASE WHEN due_at IS NULL THEN created_at END, attempts, 0, 0,
                  error, ''
             FROM outbox WHERE sent_at IS NULL"""
    )
    op.drop_index("ix_outbox_due_at", "outbox")
    op.add_column("outbox", sa.Column("job_id", sa.String(36)))
    op.execute("UPDATE outbox SET job_id = id")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("job_id", existing_type=sa.String(36), nullable=False)
        for name in ("due_at", "attempts", "error"):
            outbox.drop_column(name)


def downgrade() -> None:
    """Bring the state of mail back. Other jobs are lost."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("due_at", sa.DateTime(timezone=True)))
        outbox.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("error", sa.Text(), nullable=False, server_default=""))
    op.execute(
        """UPDATE outbox
              SET due_at = jobs.due_at, attempts = jobs.attempts, error = jobs.error
             FROM jobs WHERE jobs.id = job_id AND sent_at IS NULL"""
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("job_id")
        for name in ("attempts", "error"):
            outbox.alter_column(name, server_default=None)
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"])
    op.drop_table("jobs")
