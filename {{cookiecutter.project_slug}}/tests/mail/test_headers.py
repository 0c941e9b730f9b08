"""The headers of mails: texts arrive as they were typed, from the sender of the settings."""

# ruff: noqa: RUF001, names in other alphabets have letters that look like those of this one

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32
from email.utils import parseaddr

import pytest
from aiosmtplib.email import flatten_message
from quart import Quart

from app.config import Settings
from app.mail.headers import POLICY
from app.mail.smtp import Mail, send_mail
from tests.mails import Inbox

WORDS = [
    "Confirm your address",
    "You have an account",
    "Choose a new password",
    "Your account is disabled",
    "Test from",
]
NAMES = [
    "My App",
    "The Very Long Name of an Internal Tool for the Whole Company, Inc.",
    "Stadtwerke Köln Kundenportal",
    "Société Générale d’Électricité – Espace client",
    "Müller & Söhne GmbH & Co. KG – Bürgerservice und Übersicht",
    "Actualités Genève – abonnement à 24 heures et tous les titres",
    "São Paulo Gestão de Condomínios e Serviços Públicos Integrados",
    "Портал клиентов Общества с ограниченной ответственностью",
    "東京ガス お客様ポータル",
    'An "app" (new); <b>best</b>: a@b, \\ and more',
    "=?utf-8?q?Not_encoded?=",
    "A🌱" * 30,
    "one-word" * 20,
]
TEXTS = NAMES + [f"{words} · {name}" for words in WORDS for name in NAMES]


def decode(text: str) -> str:
    return str(make_header(decode_header(text)))


@pytest.mark.parametrize("text", TEXTS)
def test_subjects_and_names_arrive_as_typed(text: str) -> None:
    message = EmailMessage(policy=POLICY)
    message["Subject"] = text
    message["From"] = Address(text, addr_spec="app@example.com")

    written = flatten_message(message)

    # Encoded words that touch, or are empty, are refused by some servers.
    assert b"?==?" not in written
    assert b"?q??=" not in written
    assert b"?b??=" not in written
    assert max(map(len, written.split(b"\r\n"))) <= 100
    # Split into an address and a name first, decoded afterwards, as mail programs do.
    read = message_from_bytes(written, policy=compat32)
    name, address = parseaddr(read["From"].replace("\r\n", ""))
    assert decode(read["Subject"].replace("\r\n", "")) == text
    assert (decode(name), address) == (text, "app@example.com")


@pytest.mark.parametrize("sender", ["Größe <app@example.com>", "App <app@münchen.example>"])
async def test_a_server_that_knows_only_ascii_takes_the_sender(
    app: Quart, settings: Settings, inbox: Inbox, sender: str
) -> None:
    changed = inbox.settings(settings).model_copy(update={"mail_from": sender})
    app.config["SETTINGS"] = changed
    async with app.app_context():
        await send_mail(Mail("1", "ada@example.com", "Grüße", "The text"))

    (message,) = inbox.messages
    (received,) = message["From"].addresses
    assert received.display_name == sender.partition(" ")[0]
    assert received.addr_spec in {"app@example.com", "app@xn--mnchen-3ya.example"}
    assert message["Subject"] == "Grüße"
