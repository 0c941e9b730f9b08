"""The commands for jobs."""

from functools import partial

import click
from msgspec.structs import astuple
from quart import Quart
from quart.cli import ScriptInfo, pass_script_info

from app.cli import format_time, print_table, run_in_app
from app.db import connect
from app.jobs import changes, queries, runner


def init_app(app: Quart) -> None:
    for command in (list_jobs, run_jobs, retry_jobs, cancel_job):
        app.cli.add_command(command)


@click.command("list-jobs")
@pass_script_info
def list_jobs(info: ScriptInfo) -> None:
    """Count the jobs of each kind, and list those that run or were given up."""

    async def print_jobs() -> None:
        async with connect() as connection:
            counts = await queries.count_jobs(connection)
            running = await queries.select_jobs(connection, "running")
            failed = await queries.select_jobs(connection, "failed")
        names = ("Kind", "Waiting", "Running", "Given up", "Canceled")
        print_table([names, *(tuple(map(str, astuple(kind))) for kind in counts)])
        if running or failed:
            click.echo()
            print_table(
                [
                    ("Job", "Kind", "State", "Queued (UTC)", "Attempts", "Done", "Error"),
                    *map(format_job, running + failed),
                ]
            )

    run_in_app(info.load_app(), print_jobs)


def format_job(job: queries.JobState) -> tuple[str, ...]:
    state = "given up" if job.state == "failed" else job.state
    done = f"{job.done} of {job.total}" if job.total else ""
    queued = format_time(job.created_at)
    return (job.id, job.kind, state, queued, str(job.attempts), done, job.error)


@click.command("run-jobs")
@pass_script_info
def run_jobs(info: ScriptInfo) -> None:
    """Run the jobs that are due, and end. `run-tasks` and the server run them all the time."""
    app = info.load_app()
    run_in_app(app, partial(runner.run_due_jobs, app))


@click.command("retry-jobs")
@click.argument("job_id", required=False)
@pass_script_info
def retry_jobs(info: ScriptInfo, job_id: str | None) -> None:
    """Try again the jobs that were given up, or one that was given up or canceled."""

    async def queue_again() -> None:
        if job_id is None:
            count = await changes.retry_failed_jobs()
            click.echo(f"Waiting to be run again: {count}")
        elif not await changes.retry_job(job_id):
            raise click.ClickException(f"No job {job_id} was given up or canceled.")

    run_in_app(info.load_app(), queue_again)


@click.command("cancel-job")
@click.argument("job_id")
@pass_script_info
def cancel_job(info: ScriptInfo, job_id: str) -> None:
    """Cancel a job. If it runs, it ends within seconds, and undoes nothing."""

    async def cancel() -> None:
        if not await changes.cancel_job(job_id):
            raise click.ClickException(f"No job {job_id} waits or runs.")

    run_in_app(info.load_app(), cancel)
