"""The numbers of the app, and the answer that Prometheus reads.

Each process counts its own requests. With `WEB_CONCURRENCY`, the processes of one server keep their
numbers in files, and the process that is asked adds them up.
"""

import asyncio
import os
from hmac import compare_digest
from time import perf_counter

from msgspec.structs import asdict, astuple
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from quart import Quart, Response, current_app, g, request
from quart_rate_limiter import rate_exempt
from quart_schema import hide
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from app.config import Settings
from app.db import connect
from app.db.postgres import find_pool
from app.jobs.queries import JobCounts, count_jobs
from app.mail.messages import count_mail
from app.task_runs import list_task_states
from app.web.security import public

# How old a number of another process may be that no request changes.
SAMPLE_SECONDS = 5.0
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def init_app(app: Quart) -> None:
    measures = Measures(app)
    app.extensions["METRICS"] = measures
    app.after_request(measures.count_request)
    app.add_url_rule("/metrics", view_func=show_metrics)
    sampling: list[asyncio.Task[None]] = []

    @app.before_serving
    async def start_sampling() -> None:
        sampling.append(asyncio.create_task(measures.sample_regularly()))

    @app.after_serving
    async def stop_sampling() -> None:
        for task in sampling:
            task.cancel()


class Measures:
    """The numbers of one process."""

    def __init__(self, app: Quart) -> None:
        self._app = app
        self._refused = 0
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.requests = Counter(
            "http_requests_total",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.durations = Histogram(
            "http_request_duration_seconds",
            "Time until the response began.",
            ["route", "method"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.refused = Counter(
            "http_requests_refused_total",
            "Requests refused because too many others waited (MAX_WAITING_REQUESTS).",
            registry=self.registry,
        )
        self.waiting = self.create_gauge("http_requests_waiting", "Requests without a response.")
        self.streams = self.create_gauge("live_streams", "Open pages that listen to events.")
        self.connections = self.create_gauge(
            "database_connections", "Connections of the pool, by their state.", ["state"]
        )

    def create_gauge(self, name: str, help_text: str, labels: list[str] | None = None) -> Gauge:
        """Create a number that is added up over the processes that are alive."""
        return Gauge(
            name, help_text, labels or [], registry=self.registry, multiprocess_mode="livesum"
        )

    async def count_request(self, response: Response) -> Response:
        # The route, not the path: paths hold identifiers, and strangers can make up any number.
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.url_rule else "any"
        self.requests.labels(route, method, response.status_code).inc()
        self.durations.labels(route, method).observe(perf_counter() - g.started)
        return response

    def sample(self) -> None:
        """Take down the numbers that no request reports."""
        load, hub = self._app.extensions["LOAD"], self._app.extensions["LIVE"]
        self.refused.inc(load.refused - self._refused)
        self._refused = load.refused
        self.waiting.set(load.waiting)
        self.streams.set(hub.count_listeners())
        if (pool := find_pool(self._app.extensions["QUART_DB"][0])) is not None:
            self.connections.labels("idle").set(pool.get_idle_size())
            self.connections.labels("used").set(pool.get_size() - pool.get_idle_size())

    async def sample_regularly(self) -> None:
        while True:
            self.sample()
            await asyncio.sleep(SAMPLE_SECONDS)


@hide
@public
@rate_exempt
async def show_metrics() -> Response:
    """Return the numbers of all processes of this server, and of the database they share."""
    settings: Settings = current_app.config["SETTINGS"]
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not compare_digest(sent.encode(), settings.metrics_token.get_secret_value().encode()):
        raise Unauthorized(
            "Send the token of METRICS_TOKEN: Authorization: Bearer …",
            www_authenticate=WWWAuthenticate("bearer"),
        )
    measures: Measures = current_app.extensions["METRICS"]
    measures.sample()
    registry = measures.registry
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    body = generate_latest(registry) + generate_latest(await read_database())
    return Response(body, content_type=CONTENT_TYPE_LATEST)


async def read_database() -> CollectorRegistry:
    """Return what the database knows: mail and jobs that wait or failed, and periodic tasks."""
    async with connect() as connection:
        counts = await count_mail(connection)
        kinds = await count_jobs(connection)
    mail = GaugeMetricFamily("mail_messages", "Messages in the outbox.", labels=["state"])
    for state, count in asdict(counts).items():
        mail.add_metric([state], count)
    jobs = GaugeMetricFamily("jobs", "Jobs that are not done.", labels=["kind", "state"])
    for kind, *numbers in map(astuple, kinds):
        for state, count in zip(JobCounts.__struct_fields__[1:], numbers, strict=True):
            jobs.add_metric([kind, state], count)
    started = GaugeMetricFamily(
        "task_started_timestamp_seconds", "When a task last began.", labels=["task"]
    )
    failed = GaugeMetricFamily("task_failed", "Whether its last run failed.", labels=["task"])
    for task in await list_task_states():
        if task.started_at:
            started.add_metric([task.name], task.started_at.timestamp())
            failed.add_metric([task.name], task.outcome in {"failed", "interrupted"})
    registry = CollectorRegistry()
    registry.register(Families([mail, jobs, started, failed]))
    return registry


class Families:
    """A collector of numbers that were read before, since Prometheus's client awaits nothing."""

    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> list[GaugeMetricFamily]:
        return self._families
