"""How people spell addresses in settings: each way is understood, or refused at the start."""

import pytest

from tests.spellings import load, read_refusal


@pytest.mark.parametrize(
    "value",
    [
        "noreply@example.com",
        "NoReply+app@Example.com",
        "noreply@localhost",
        "noreply@app.local",
        "<noreply@example.com>",
        "My App <noreply@example.com>",
        "My App<noreply@example.com>",
        '"My App" <noreply@example.com>',
        "My App, Inc. <noreply@example.com>",
        "My App: best <noreply@example.com>",
        "Größe <noreply@example.com>",
        "My App <noreply@münchen.example>",
        "  noreply@example.com\n",
    ],
)
def test_senders_that_are_understood(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert load(monkeypatch, "MAIL_FROM", value) == value.strip()


@pytest.mark.parametrize(
    "value",
    [
        "nobody",
        "noreply@",
        "@example.com",
        "größe@example.com",
        "noreply@example..com",
        "noreply@-example.com",
        "noreply@example.com.",
        "noreply.@example.com",
        "no reply@example.com",
        "mailto:noreply@example.com",
        "My App noreply@example.com",
        "noreply@example.com (My App)",
        "My App <noreply@example.com",
        "My App <>",
        "a@example.com, b@example.com",
        "a@example.com, B <b@example.com>",
        "My App <noreply@example.com>\nBcc: eve@example.com",
        "My\nApp <noreply@example.com>",
    ],
)
def test_senders_that_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    problem = read_refusal(monkeypatch, "MAIL_FROM", value)

    assert "use noreply@example.com, or My App <noreply@example.com>" in problem


@pytest.mark.parametrize(
    "value",
    [
        "smtp://mail",
        "SMTP://mail:2525/",
        "smtp://[::1]:25",
        "smtp://app:p%40ss%2F@mail.example.com:587",
        "smtp://me@example.com:secret@mail.example.com",
        "smtps://apikey:secret@mail.example.com",
        "smtps://apikey:secret@mail.example.com:465",
        "smtp://mail\n",
    ],
)
def test_mail_servers_that_are_understood(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MAIL_FROM", "noreply@example.com")

    assert load(monkeypatch, "SMTP_URL", value) == value.strip()


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        ("mail.example.com", "use smtp://user:password@host:587"),
        ("mail.example.com:587", "use smtp://user:password@host:587"),
        ("https://mail.example.com", "use smtp://user:password@host:587"),
        ("smtp+tls://mail.example.com", "use smtp://user:password@host:587"),
        ("smtp://", "use smtp://user:password@host:587"),
        ("smtp://app@mail.example.com", "use smtp://user:password@host:587"),
        ("smtp://mail.example.com?starttls=true", "use smtp://user:password@host:587"),
        ("smtp://mail.example.com/relay", "use smtp://user:password@host:587"),
        ("smtp://mail.example.com:port", "use a number as port"),
        ("smtp://app:hunter2/3@mail.example.com", "in a password %2F"),
        ("smtp://app:hunter2 3@mail.example.com", "no spaces"),
        ("smtp://mail.example.com:465", "use smtps:// with port 465"),
        ("smtps://mail.example.com:587", "smtp:// with ports 587"),
    ],
)
def test_mail_servers_that_are_refused(
    monkeypatch: pytest.MonkeyPatch, value: str, fix: str
) -> None:
    problem = read_refusal(monkeypatch, "SMTP_URL", value)

    assert fix in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("value", ["a b", "-app", "app_1", "app.example.com\r\nMAIL", "größe.de"])
def test_a_name_that_no_mail_server_takes_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    assert "app.example.com" in read_refusal(monkeypatch, "EHLO_NAME", value)


@pytest.mark.parametrize(
    "value",
    [
        "redis://cache",
        "REDIS://cache:6379/1",
        "redis://:p%40ss@cache:6379/0",
        "rediss://app:secret@cache:6380/0?ssl_cert_reqs=none",
        "redis://cache:6379?socket_timeout=5",
        "unix:///run/redis.sock",
        "unix:///run/redis.sock?db=1",
        "redis://cache\n",
    ],
)
def test_redis_servers_that_are_understood(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert load(monkeypatch, "REDIS_URL", value) == value.strip()


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        ("cache:6379", "use redis://host:6379/0"),
        ("redis://", "use redis://host:6379/0"),
        ("http://cache:6379", "use redis://host:6379/0"),
        ("redis-sentinel://cache:26379/0", "use redis://host:6379/0"),
        ("redis://one:6379,two:6379/0", "use redis://host:6379/0"),
        ("redis://cache/first", "use redis://host:6379/0"),
        ("redis://cache/0/1", "use redis://host:6379/0"),
        ("unix://", "use redis://host:6379/0"),
        ("redis://:hunter2/3@cache/0", "in a password %2F"),
        ("redis://cache:port", "use a number as port"),
        ("redis://cache?sockettimeout=5", "correct its options"),
        ("redis://cache?socket_timeout=soon", "correct its options"),
    ],
)
def test_redis_servers_that_are_refused(
    monkeypatch: pytest.MonkeyPatch, value: str, fix: str
) -> None:
    problem = read_refusal(monkeypatch, "REDIS_URL", value)

    assert fix in problem
    assert "hunter2" not in problem
