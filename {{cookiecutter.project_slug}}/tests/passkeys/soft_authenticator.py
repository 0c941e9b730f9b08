"""A device with one passkey, in software, so that each part of its answers can be forged."""

import json
from hashlib import sha256
from secrets import token_bytes
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from quart import Response
from quart.typing import TestClientProtocol as Client
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

HOST = "app.example.com"
ORIGIN = f"https://{HOST}"
PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


class Answer(NamedTuple):
    """The words of the browser and the device if nothing is forged."""

    origin: str = ORIGIN
    rp_id: str = HOST
    flags: int = PRESENT | VERIFIED
    challenge: str = ""
    purpose: str = ""


class SoftAuthenticator:
    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = bytes_to_base64url(token_bytes(32))
        self.user_handle = ""
        self.sign_count = 0

    def create(self, options: dict[str, Any], **forged: Any) -> dict[str, Any]:
        """Return what `navigator.credentials.create()` gives."""
        answer = Answer(**{"challenge": options["challenge"], "purpose": "create", **forged})
        self.user_handle = options["user"]["id"]
        raw_id = base64url_to_bytes(self.credential_id)
        new_key = bytes(16) + len(raw_id).to_bytes(2, "big") + raw_id + self._encode_key()
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._write_data(answer, NEW_KEY) + new_key,
        }
        return self._envelop(
            {
                "clientDataJSON": bytes_to_base64url(write_client_data(answer)),
                "attestationObject": bytes_to_base64url(encode_cbor(attestation)),
                "transports": ["internal"],
            }
        )

    def get(self, options: dict[str, Any], **forged: Any) -> dict[str, Any]:
        """Return what `navigator.credentials.get()` gives."""
        answer = Answer(**{"challenge": options["challenge"], "purpose": "get", **forged})
        self.sign_count += 1
        client_data = write_client_data(answer)
        data = self._write_data(answer)
        signature = self.key.sign(data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._envelop(
            {
                "clientDataJSON": bytes_to_base64url(client_data),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature),
                "userHandle": self.user_handle,
            }
        )

    def _envelop(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.credential_id,
            "rawId": self.credential_id,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def _write_data(self, answer: Answer, flags: int = 0) -> bytes:
        rp_id_hash = sha256(answer.rp_id.encode()).digest()
        return rp_id_hash + bytes([answer.flags | flags]) + self.sign_count.to_bytes(4, "big")

    def _encode_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})


def write_client_data(answer: Answer) -> bytes:
    return json.dumps(
        {
            "type": f"webauthn.{answer.purpose}",
            "challenge": answer.challenge,
            "origin": answer.origin,
            "crossOrigin": False,
        }
    ).encode()


async def fetch_creation_options(client: Client) -> Any:
    response = await client.post("/api/passkeys/options")
    assert response.status_code == 200
    return await response.get_json()


async def send_passkey(client: Client, credential: dict[str, Any]) -> Response:
    return await client.post("/api/passkeys", json={"name": "Phone", "credential": credential})


async def add_passkey(client: Client) -> tuple[SoftAuthenticator, str]:
    """Return a device with a passkey of the client's owner, and the passkey's id."""
    device = SoftAuthenticator()
    response = await send_passkey(client, device.create(await fetch_creation_options(client)))
    assert response.status_code == 201
    return device, (await response.get_json())["id"]


async def fetch_request_options(client: Client) -> Any:
    response = await client.post("/api/sessions/passkey/options")
    assert response.status_code == 200
    return await response.get_json()


async def send_login(client: Client, credential: dict[str, Any]) -> Response:
    return await client.post("/api/sessions/passkey", json={"credential": credential})
