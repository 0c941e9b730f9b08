"""Queries and runs of tasks are traced too, and the log names their traces."""

import json
import logging
from datetime import UTC, datetime

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from quart import Quart
from werkzeug.exceptions import Conflict

from app.config import Settings
from app.db import connect, transaction
from app.jobs import add_job, queue_job
from app.jobs.runner import run_due_jobs
from app.logs import create_handler
from app.tracing import find_traceparent, trace_run
from tests.collectors import Collector, read_attributes
from tests.tracing.conftest import Trace

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"
SECRET = "hunter2"
QUERY = "SELECT name FROM task_runs\n  WHERE name = :name"


async def test_without_the_setting_a_run_is_not_traced(app: Quart) -> None:
    async with app.app_context():
        with trace_run("a run", TRACEPARENT):
            assert find_traceparent() == ""


async def test_a_query_is_a_child_with_its_text_alone(
    trace: Trace, collector: Collector, settings: Settings
) -> None:
    async with trace() as app, app.app_context():
        with trace_run("a run"):
            async with connect() as connection:
                await connection.fetch_all(QUERY, {"name": SECRET})

    run, query = collector.spans
    assert (run.name, query.name) == ("a run", "SELECT task_runs")
    assert (query.parent_span_id, query.trace_id) == (run.span_id, run.trace_id)
    assert query.kind == Span.SPAN_KIND_CLIENT
    assert read_attributes(query.attributes) == {
        "db.system.name": settings.database_url.partition(":")[0],
        "db.query.summary": "SELECT task_runs",
        "db.query.text": "SELECT name FROM task_runs WHERE name = :name",
    }
    assert SECRET.encode() not in collector.received


async def test_the_parts_of_a_transaction_are_children(trace: Trace, collector: Collector) -> None:
    async with trace() as app, app.app_context():
        with trace_run("a run"):
            async with transaction() as connection:
                await connection.execute(
                    "DELETE FROM task_runs WHERE name = :name", values={"name": "x"}
                )

    run = collector.find_span("a run")
    assert collector.list_children(run) == ["BEGIN", "DELETE task_runs", "COMMIT"]


async def test_a_job_is_in_the_trace_of_the_request_that_queued_it(
    trace: Trace, collector: Collector
) -> None:
    async def work() -> None: ...

    async with trace() as app:
        add_job(app, work, at_once=1)
        async with app.app_context():
            with trace_run("a request"):
                async with transaction() as connection:
                    await queue_job(connection, work)
        await run_due_jobs(app)

    request, job = collector.find_span("a request"), collector.find_span("job work")
    assert (job.trace_id, job.parent_span_id) == (request.trace_id, request.span_id)


async def test_a_query_that_fails_is_marked(trace: Trace, collector: Collector) -> None:
    query = "INSERT INTO task_runs (name, started_at, outcome) VALUES (:name, :now, '')"
    values = {"name": SECRET, "now": datetime.now(UTC)}

    async def insert_twice() -> None:
        with trace_run("a run"):
            async with transaction() as connection:
                for _ in range(2):
                    await connection.execute(query, values)

    async with trace() as app, app.app_context():
        with pytest.raises(Conflict):
            await insert_twice()

    run = collector.find_span("a run")
    *_, failed, _ = [span for span in collector.spans if span.parent_span_id == run.span_id]
    assert collector.list_children(run)[-1] == "ROLLBACK"
    assert {run.status.code, failed.status.code} == {Status.STATUS_CODE_ERROR}
    assert SECRET.encode() not in collector.received


async def test_a_query_outside_of_requests_and_runs_is_no_trace(
    trace: Trace, collector: Collector
) -> None:
    async with trace() as app, app.app_context(), connect() as connection:
        await connection.fetch_all(QUERY, {"name": "x"})

    assert collector.spans == []


async def test_a_run_goes_on_with_the_trace_that_asked_for_it(
    trace: Trace, collector: Collector
) -> None:
    async with trace() as app, app.app_context():
        assert find_traceparent() == ""
        with trace_run("job export", TRACEPARENT):
            inside = find_traceparent()
        with trace_run("job of a broken row", "broken"):
            pass

    run, broken = collector.spans
    assert (run.trace_id.hex(), run.parent_span_id.hex()) == (TRACE, PARENT)
    assert inside == f"00-{TRACE}-{run.span_id.hex()}-01"
    assert run.kind == Span.SPAN_KIND_CONSUMER
    assert not broken.parent_span_id


async def test_a_task_is_traced_with_its_queries(trace: Trace, collector: Collector) -> None:
    async with trace() as app:
        await app.extensions["QUART_TASKS"].test_run("delete-old-mail")

    run = collector.find_span("task delete-old-mail")
    assert run.kind == Span.SPAN_KIND_INTERNAL
    assert "DELETE outbox" in collector.list_children(run)


async def test_a_task_that_fails_is_marked(trace: Trace, collector: Collector) -> None:
    async def fail() -> None:
        raise RuntimeError(SECRET)

    async with trace() as app:
        tasks = app.extensions["QUART_TASKS"]
        tasks.add_periodic_task(fail, tasks._tasks[0].period, name="fail")
        with pytest.raises(RuntimeError):
            await tasks.test_run("fail")

    run = collector.find_span("task fail")
    assert run.status.code == Status.STATUS_CODE_ERROR
    assert [event.name for event in run.events] == ["exception"]
    assert SECRET.encode() not in collector.received


async def test_the_lines_of_the_log_have_the_ids_of_the_span(
    trace: Trace, collector: Collector
) -> None:
    handler, logger = create_handler(), logging.getLogger("app.views")
    logger.addHandler(handler)
    async with trace() as app:

        @app.get("/noted")
        async def note() -> str:
            logger.warning("of a request")
            return ""

        await app.test_client().get("/noted")
        async with app.app_context():
            with trace_run("a run"):
                logger.warning("of a run")
            logger.warning("of neither")
    logger.removeHandler(handler)

    *lines, last = [json.loads(handler.queue.get_nowait()) for _ in range(3)]
    found = [(line["trace_id"], line["span_id"]) for line in lines]
    assert found == [(span.trace_id.hex(), span.span_id.hex()) for span in collector.spans]
    assert "trace_id" not in last
