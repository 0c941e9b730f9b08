"""Rows of a table of the platform, made and read without the app, and the task that saves them."""

from tests.databases import run_sql

TASK = "back-up-database"


def insert_row(url: str, name: str) -> None:
    values = f"('{name}', '2028-02-29 12:00:00', 'ok')"
    run_sql(url, f"INSERT INTO task_runs (name, started_at, outcome) VALUES {values}")  # noqa: S608


def read_rows(url: str) -> list[str]:
    return [name for (name,) in run_sql(url, "SELECT name FROM task_runs ORDER BY name")]
