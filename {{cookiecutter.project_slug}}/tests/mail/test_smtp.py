"""Mail, to a real SMTP server."""

import ssl
from pathlib import Path

import aiosmtplib
import pytest
import trustme
from quart import Quart

from app.config import Settings
from app.mail.smtp import Mail, send_mail
from tests.mails import Inbox, run_inbox

MAIL = Mail("1", "ada@example.com", "Hello", "The text")


class Certificates:
    """Those of an authority of the tests' own, which a test may have the app trust."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self.context)
        self.path = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.path)


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


@pytest.fixture
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Certificates:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.path))
    return certificates


async def send(app: Quart, settings: Settings) -> None:
    app.config["SETTINGS"] = settings
    async with app.app_context():
        await send_mail(MAIL)


async def test_without_a_server_mail_goes_to_the_log(
    app: Quart, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    await send(app, settings)

    assert "ada@example.com" in caplog.text
    assert "The text" in caplog.text


async def test_in_production_the_log_gets_no_mail(
    app: Quart, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    with pytest.raises(OSError, match="SMTP_URL"):
        await send(app, settings.model_copy(update={"app_env": "production"}))

    assert "The text" not in caplog.text


async def test_smtps_is_tls_from_the_start(
    app: Quart, settings: Settings, trusted: Certificates
) -> None:
    async with run_inbox(smtps=trusted.context) as inbox:
        await send(app, inbox.settings(settings, "smtps://localhost"))

    assert inbox.used_tls == [True]


async def test_smtp_turns_to_tls_where_that_is_offered(
    app: Quart, settings: Settings, trusted: Certificates
) -> None:
    async with run_inbox(starttls=trusted.context) as inbox:
        await send(app, inbox.settings(settings))

    assert inbox.used_tls == [True]


@pytest.mark.parametrize(("scheme", "option"), [("smtps", "smtps"), ("smtp", "starttls")])
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    app: Quart, settings: Settings, certificates: Certificates, scheme: str, option: str
) -> None:
    async with run_inbox(**{option: certificates.context}) as inbox:
        with pytest.raises((aiosmtplib.SMTPException, OSError), match="certificate verify failed"):
            await send(app, inbox.settings(settings, f"{scheme}://localhost"))

    assert inbox.messages == []


async def test_a_certificate_of_another_host_is_refused(
    app: Quart, settings: Settings, trusted: Certificates
) -> None:
    async with run_inbox(smtps=trusted.context) as inbox:
        with pytest.raises((aiosmtplib.SMTPException, OSError), match="certificate verify failed"):
            await send(app, inbox.settings(settings, "smtps://127.0.0.1"))


async def test_a_password_is_sent_over_tls(
    app: Quart, settings: Settings, trusted: Certificates
) -> None:
    async with run_inbox(starttls=trusted.context) as inbox:
        await send(app, inbox.settings(settings, "smtp://app:p%40ss@localhost"))

    assert inbox.logins == [(b"app", b"p@ss")]
    assert inbox.used_tls == [True]


async def test_no_password_goes_out_without_tls(app: Quart, settings: Settings) -> None:
    async with run_inbox() as inbox:
        with pytest.raises(aiosmtplib.SMTPException, match="STARTTLS"):
            await send(app, inbox.settings(settings, "smtp://app:password@localhost"))

    assert inbox.logins == []
    assert inbox.messages == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"base_url": "https://app.example.com:8443"}, "app.example.com"),
        ({"base_url": "http://127.0.0.1:8000"}, "[127.0.0.1]"),
        ({"base_url": "http://[::1]:8000"}, "[IPv6:::1]"),
        ({"ehlo_name": "relay.example.net"}, "relay.example.net"),
    ],
)
async def test_the_app_names_itself_to_the_server(
    app: Quart, settings: Settings, inbox: Inbox, changes: dict[str, str], expected: str
) -> None:
    named = Settings.model_validate(settings.model_dump() | {"ehlo_name": ""} | changes)

    await send(app, inbox.settings(named))

    assert inbox.clients == [expected]
    assert inbox.messages[0]["Message-ID"] == f"<1@{expected}>"
