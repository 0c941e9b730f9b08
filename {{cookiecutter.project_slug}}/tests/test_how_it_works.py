"""The drawings in `docs/how-it-works.md` show what the code does, in its order."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app, jobs
from app.accounts.tokens import CONFIRM
from app.config import PROJECT_FOLDER, Settings
from app.jobs import queries, runner
from app.mail import messages, outbox
from tests.accounts.people import create_user, log_in
from tests.test_architecture import FEATURES

PAGE = (PROJECT_FOLDER / "docs" / "how-it-works.md").read_text(encoding="utf-8")
REQUEST, MAIL = re.findall(r"^```mermaid\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PATH = "/api/users/me/password"
FRIEND, ENEMY = "https://friend.example", "https://enemy.example"


def read_part(name: str) -> list[tuple[str, str]]:
    """Return the names and texts of the boxes in a part of the first drawing, in their order."""
    part = REQUEST.partition(f"subgraph {name} ")[2].partition("\n    end\n")[0]
    boxes = dict(re.findall(r'^ +(\w+)\["(.+)"\]$', part, re.MULTILINE))
    (chain,) = re.findall(r"^ +(\w+(?: --> \w+)+)$", part, re.MULTILINE)
    assert sorted(chain.split(" --> ")) == sorted(boxes)
    return [(box, boxes[box]) for box in chain.split(" --> ")]


def read_modules(name: str) -> list[str]:
    paths = [text.partition("<br>")[0] for _, text in read_part(name)]
    return [path.removesuffix(".py").replace("/", ".") for path in paths]


def name_modules(hooks: list[Callable[..., Any]]) -> list[str]:
    """Return the module of each hook of the platform and of accounts."""
    owners = [getattr(hook, "__self__", None) for hook in hooks]
    modules = [
        type(owner).__module__ if owner else hook.__module__
        for owner, hook in zip(owners, hooks, strict=True)
    ]
    features = tuple(f"app.{name}." for name in FEATURES - {"accounts"})
    return [name for name in modules if not f"{name}.".startswith(features)]


def create_apps(settings: Settings) -> list[Quart]:
    """Create an app for each environment, because some hooks are for one of them alone."""
    return [
        create_app(settings.model_copy(update={"app_env": name, "cors_origins": [FRIEND]}))
        for name in ("development", "production")
    ]


async def test_the_hooks_are_those_of_the_drawing_in_their_order(settings: Settings) -> None:
    before, after = read_modules("before"), read_modules("after")
    met = set()
    for app in create_apps(settings):
        hooks = name_modules(app.before_request_funcs[None])
        met |= set(hooks)
        assert hooks == [name for name in before if name in hooks]
        # Quart calls the last of these first.
        assert name_modules(app.after_request_funcs[None])[::-1] == after
    assert met == set(before)


async def test_a_websocket_passes_the_hooks_that_the_page_names(settings: Settings) -> None:
    sentence = PAGE.partition("A WebSocket passes the hooks of ")[2].partition(" before")[0]
    named = [path.replace("/", ".") for path in re.findall(r"`(app/\S+)\.py`", sentence)]
    development, _ = create_apps(settings)

    assert name_modules(development.before_websocket_funcs[None]) == named


async def test_a_request_with_every_fault_is_refused_in_the_order_of_the_drawing(
    settings: Settings,
) -> None:
    expected = [
        int(status)
        for part in ("before", "view")
        for _, text in read_part(part)
        for status in re.findall(r"<br>(\d{3}) ", text)
    ]
    development, _ = create_apps(settings)
    async with development.test_app():
        await create_user(development)
        user_client = await log_in(development)
        client = development.test_client()
        for _ in range(11):
            await client.put(PATH, json={})

        assert await collect_refusals(development, client, user_client) == expected


async def collect_refusals(app: Quart, client: Client, user_client: Client) -> list[int]:
    """Send a request with faults. After each refusal, correct what it was about."""
    headers = {
        "Content-Encoding": "gzip",
        "Host": "stranger.example",
        "Origin": ENEMY,
        "Content-Type": "text/plain",
    }
    body = "x" * (1024 * 1024 + 1)
    statuses = []

    async def send() -> None:
        response = await client.put(PATH, headers=headers, data=body)
        statuses.append(response.status_code)

    await send()
    del headers["Content-Encoding"]
    await send()
    del headers["Host"]
    await send()
    del headers["Origin"]
    await send()
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    await send()
    client = user_client
    await send()
    headers["Content-Type"] = "application/json"
    await send()
    body = "{"
    await send()
    body = "{}"
    await send()
    return statuses


async def test_an_unknown_address_is_refused_after_the_hooks(client: Client) -> None:
    statuses = [
        (await client.post("/api/nothing", headers=headers)).status_code
        for headers in ({"Origin": ENEMY}, {})
    ]

    assert statuses == [403, 404]


async def test_a_refusal_passes_the_hooks_on_its_way_back(client: Client) -> None:
    response = await client.post("/api/nothing", headers={"Origin": ENEMY})

    assert response.status_code == 403
    assert response.headers["X-Request-ID"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def say_time(period: timedelta) -> str:
    return f"{period.total_seconds():.0f} seconds"


@pytest.mark.parametrize(
    "said",
    [
        f"a lease of {say_time(queries.LEASE)}",
        f"within {outbox.ATTEMPT_SECONDS:.0f} seconds",
        f"due again in {say_time(runner.compute_delay(1))}, then in twice as long each time",
        f"failed {jobs.ATTEMPTS} times",
    ],
)
def test_the_drawing_of_the_outbox_has_its_numbers(said: str) -> None:
    assert said in MAIL


def test_the_text_below_the_drawing_has_the_numbers_too() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    text = " ".join(PAGE.split())
    waits = sum(map(runner.compute_delay, range(1, jobs.ATTEMPTS)), timedelta())

    assert f"up to {runner.MAX_DELAY // hour} hours" in text
    assert day <= waits < 2 * day
    assert f"kept for {messages.KEEP_GIVEN_UP // day} days" in text
    assert f"valid for {CONFIRM.lifetime // hour} hours" in text


def test_jobs_are_looked_for_as_often_as_the_drawing_says() -> None:
    assert runner.POLL_SECONDS == 1
    assert "loop every second\n" in MAIL
