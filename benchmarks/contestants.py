"""The applications that are compared: how each is started, and where its answers are."""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from shared import ORIGINS, SECRET_KEY

APPS = Path(__file__).parent / "apps"
UVICORN = [
    *(sys.executable, "-m", "uvicorn", "--no-access-log", "--log-level", "warning"),
    *("--host", "127.0.0.1", "--port", "{port}"),
]
# As many threads as connections to the database. More are slower, as only one runs at a time.
GUNICORN = [
    *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "16"),
    *("--log-level", "warning", "--bind", "127.0.0.1:{port}"),
]
HYPERCORN = [sys.executable, "-m", "hypercorn", "--bind", "127.0.0.1:{port}"]
# The settings of ours.
PRODUCTION = {
    "APP_ENV": "production",
    "BASE_URL": "https://bench.example.com",
    "CORS_ORIGINS": ",".join(ORIGINS),
    "HOST": "127.0.0.1",
    "SECRET_KEY": SECRET_KEY,
}
PATHS = {
    "json": "/json",
    "todos": "/todos",
    "post": "/todos",
    "page": "/page",
    "health": "/json",
}
OWN_PATHS = {
    "json": "/api/json",
    "todos": "/api/todos",
    "post": "/api/todos",
    "page": "/todos",
    "health": "/livez",
    "events": "/api/todos/events",
}
WITH_EVENTS = {**PATHS, "events": "/events"}


class Contestant(NamedTuple):
    """One row of the table.

    `login` is a path that sets the session's cookie, by a POST where it takes credentials. Without
    it, a cookie of `shared.py` is sent. With `has_features`, it must refuse forged sessions and
    send the security headers.
    """

    name: str
    command: list[str]
    folder: Path = APPS
    paths: dict[str, str] = PATHS
    settings: Mapping[str, str] = MappingProxyType({})
    login: str = ""
    with_credentials: bool = False
    has_features: bool = False


def list_contestants(project: Path, redis_url: str) -> list[Contestant]:
    """Return all contestants. Ours is the project in the folder `project`."""
    command = [str(project / ".venv/bin/python"), "bench_app.py"]

    def add_ours(name: str, **more: str) -> Contestant:
        settings = {**PRODUCTION, **more}
        return Contestant(name, command, project, OWN_PATHS, settings, "/api/sessions", True, True)

    def add_fastapi(name: str, **settings: str) -> Contestant:
        command = [*UVICORN, "fastapi_features:app"]
        return Contestant(name, command, APPS, WITH_EVENTS, settings, has_features=True)

    contestants = [
        add_ours("ours, uvicorn", SERVER="uvicorn"),
        add_ours("ours, hypercorn"),
        add_fastapi("FastAPI, same features"),
        add_fastapi("FastAPI, tuned", TUNED="1"),
        Contestant("FastAPI, bare", [*UVICORN, "fastapi_bare:app"]),
        Contestant("Flask, same features", [*GUNICORN, "flask_features:app"], has_features=True),
        Contestant("Litestar, bare", [*UVICORN, "litestar_bare:app"]),
        Contestant("Django with DRF", [*GUNICORN, "django_drf:create_app()"], login="/login"),
        Contestant("Quart, stock", [*HYPERCORN, "stock_quart:app"], login="/login"),
        Contestant("bare ASGI (the limit)", [*UVICORN, "bare_asgi:app"], paths=WITH_EVENTS),
    ]
    if redis_url:
        with_redis = add_ours("ours, uvicorn, with Redis", SERVER="uvicorn", REDIS_URL=redis_url)
        contestants.insert(1, with_redis)
    return contestants
