"""The daily mail of what is due."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from quart import Quart

from app.config import Settings
from app.db import connect
from app.mail.outbox import queue_mail
from app.todos import digests
from app.todos.digests import send_digests_of
from app.todos.models import TodoData
from app.todos.queries import insert_todo
from tests.accounts.people import disable
from tests.mails import read_outbox
from tests.workers import start_apps

# At this moment it is 7:30 in Berlin, 14:30 in Tokyo and 1:30 in New York.
NOW = datetime(2027, 6, 15, 5, 30, tzinfo=UTC)
NUMBERS = count()


async def add_person(
    app: Quart, time_zone: str, *dues: str | None, task: str = "Water", complete: bool = False
) -> str:
    """Insert a person with a todo due at each of these times, which are in UTC."""
    email = f"{time_zone.rpartition('/')[2].lower()}-{next(NUMBERS)}@example.com"
    async with app.app_context(), connect() as connection:
        await connection.execute(
            """INSERT INTO users (id, email, password_hash, role, time_zone, disabled, created_at)
                    VALUES (:email, :email, '', 'user', :time_zone, FALSE, :now)""",
            {"email": email, "time_zone": time_zone, "now": NOW},
        )
        for due in dues:
            moment = datetime.fromisoformat(f"{due}+00:00") if due else None
            data = TodoData(task=task, complete=complete, due=moment)
            await insert_todo(connection, email, data, NOW)
    return email


async def send(app: Quart, now: datetime = NOW) -> list[str]:
    """Send digests, and return the recipients of all mails so far."""
    async with app.app_context():
        await send_digests_of(now)
    return [mail["recipient"] for mail in await read_outbox(app)]


async def test_a_digest_tells_what_is_due_in_the_persons_own_time(app: Quart) -> None:
    berlin = await add_person(app, "Europe/Berlin", "2027-06-15T16:00", "2027-01-31T12:00")

    assert await send(app) == [berlin]
    (mail,) = await read_outbox(app)
    assert mail["subject"] == "Todos due today · Test app"
    assert mail["text"].splitlines() == [
        "These todos are due today or overdue:",
        "- Water, due 2027-01-31 13:00",
        "- Water, due 2027-06-15 18:00",
        "",
        "All times are in the time zone Europe/Berlin.",
        "",
        "Open your todos: http://127.0.0.1:8000",
    ]
    assert ">Water, due 2027-06-15 18:00</li>" in mail["html"]
    assert '<a href="http://127.0.0.1:8000" ' in mail["html"]


async def test_html_is_escaped(app: Quart) -> None:
    await add_person(app, "UTC", "2027-06-14T00:00", task="<b>Water</b>")

    await send(app, NOW + timedelta(hours=2))

    (mail,) = await read_outbox(app)
    assert "<b>Water</b>" in mail["text"]
    assert "&lt;b&gt;Water&lt;/b&gt;" in mail["html"]


async def test_who_is_disabled_gets_none(app: Quart) -> None:
    await disable(app, await add_person(app, "Europe/Berlin", "2027-06-15T06:00"))

    assert await send(app) == []


async def test_it_is_sent_when_it_is_morning_for_them(app: Quart) -> None:
    berlin = await add_person(app, "Europe/Berlin", "2027-06-15T06:00")
    tokyo = await add_person(app, "Asia/Tokyo", "2027-06-15T06:00")
    new_york = await add_person(app, "America/New_York", "2027-06-15T06:00")

    assert sorted(await send(app)) == [berlin, tokyo]
    assert await send(app, datetime(2027, 6, 15, 10, 59, tzinfo=UTC)) == [berlin, tokyo]
    assert new_york in await send(app, datetime(2027, 6, 15, 11, 0, tzinfo=UTC))


async def test_what_was_missed_in_the_morning_is_sent_later_that_day(app: Quart) -> None:
    berlin = await add_person(app, "Europe/Berlin", "2027-06-15T06:00")

    assert await send(app, datetime(2027, 6, 15, 21, 59, tzinfo=UTC)) == [berlin]


@pytest.mark.parametrize(
    ("due", "is_sent"),
    [
        ("2027-06-15T21:59:59", True),  # the last second of the day in Berlin
        ("2027-06-15T22:00:00", False),
        ("0002-01-01T00:00:00", True),
        (None, False),
    ],
)
async def test_the_day_ends_at_their_midnight(app: Quart, due: str | None, is_sent: bool) -> None:
    await add_person(app, "Europe/Berlin", due)

    assert len(await send(app)) == is_sent


async def test_what_is_done_is_not_due(app: Quart) -> None:
    await add_person(app, "Europe/Berlin", "2027-06-15T06:00", complete=True)

    assert await send(app) == []


async def test_it_is_sent_once_a_day(app: Quart) -> None:
    berlin = await add_person(app, "Europe/Berlin", "2027-06-15T06:00")

    assert await send(app) == [berlin]
    assert await send(app, NOW + timedelta(hours=16)) == [berlin]
    assert await send(app, NOW + timedelta(days=1)) == [berlin] * 2


async def test_many_workers_send_it_once(settings: Settings) -> None:
    async with start_apps(settings, 4) as apps:
        people = [await add_person(apps[0], "Europe/Berlin", "2027-06-15T06:00") for _ in range(10)]

        await asyncio.gather(*(send(app) for app in apps))

        assert sorted(await send(apps[0])) == sorted(people)


async def test_it_is_not_sent_twice_to_one_who_travels_west(app: Quart) -> None:
    await add_person(app, "Pacific/Auckland", "2027-06-14T06:00")
    evening = datetime(2027, 6, 15, 19, 30, tzinfo=UTC)  # the 16th in Auckland, 7:30

    await send(app, evening)
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE users SET time_zone = 'America/New_York'")

    assert len(await send(app, evening)) == 1


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "a\u2028"])
async def test_a_zone_that_is_unknown_is_utc_and_stops_nobody(app: Quart, name: str) -> None:
    lost = await add_person(app, name, "2027-06-15T06:00")
    tokyo = await add_person(app, "Asia/Tokyo", "2027-06-15T06:00")

    assert await send(app) == [tokyo]
    assert sorted(await send(app, NOW + timedelta(hours=2))) == sorted([lost, tokyo])


async def test_one_that_fails_stops_no_other_and_is_sent_by_the_next_run(
    app: Quart, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people = [await add_person(app, "Asia/Tokyo", "2027-06-15T06:00") for _ in range(2)]
    faults = iter([RuntimeError("It went wrong.")])

    async def queue_or_fail(*words: object, **context: object) -> None:
        for fault in faults:
            raise fault
        await queue_mail(*words, **context)  # type: ignore[arg-type]

    monkeypatch.setattr(digests, "queue_mail", queue_or_fail)

    with pytest.raises(RuntimeError, match="1 digests failed"):
        await send(app)
    first = len(await read_outbox(app))

    assert first == 1
    assert sorted(await send(app)) == sorted(people)
    assert "It went wrong." in caplog.text


async def test_people_are_read_some_at_a_time(app: Quart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "READ_SIZE", 2)
    people = [await add_person(app, "Asia/Tokyo", "2027-06-15T06:00") for _ in range(4)]
    select_recipients, sizes = digests.select_recipients, list[int]()

    async def select_and_count(*words: Any) -> list[digests.Recipient]:
        recipients = await select_recipients(*words)
        sizes.append(len(recipients))
        return recipients

    monkeypatch.setattr(digests, "select_recipients", select_and_count)

    assert sorted(await send(app)) == sorted(people)
    assert sizes == [2, 2, 0]


async def test_a_long_list_is_cut(app: Quart) -> None:
    await add_person(app, "Asia/Tokyo", *["2027-06-15T06:00"] * (digests.SHOWN + 1))

    await send(app)

    (mail,) = await read_outbox(app)
    assert mail["text"].count("- Water") == digests.SHOWN
    assert "- and more" in mail["text"]
    assert "and more" in mail["html"]


async def test_the_task_takes_the_time_as_it_is(app: Quart) -> None:
    day_time = "UTC" if datetime.now(UTC).hour >= 7 else "Etc/GMT-12"
    person = await add_person(app, day_time, "2026-01-01T00:00")

    await app.extensions["QUART_TASKS"].test_run("send-digests")

    assert [mail["recipient"] for mail in await read_outbox(app)] == [person]
