"""A provider of OpenID Connect on this machine, which can be told to answer wrongly."""

import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from warnings import catch_warnings

import flask
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

# It uses a part of a library that has been moved.
with catch_warnings(record=True):
    import oidc_provider_mock

# The provider itself refuses to be asked over plain HTTP otherwise.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

Claims = dict[str, Any]

# A provider has a key of its own. To make a new one for each would take longer than its test.
PROVIDER_KEY = oidc_provider_mock._storage.Storage().jwk
KEY = RSAKey.generate_key(2048, {"kid": "other", "use": "sig", "alg": "RS256"})


class Provider:
    """The provider. Its own answers are changed by the functions that a test sets."""

    def __init__(self, users: dict[str, Claims]) -> None:
        self.url = ""
        # Forged tokens are signed with this key, which is among the published ones if `is_known`.
        self.key = KEY
        self.is_known = True
        self.change: Callable[[Claims], Claims | None] | None = None
        self.header: Claims = {"alg": "RS256", "kid": "other"}
        self.answers: dict[str, flask.Response] = {}
        self.asked: list[str] = []
        people = [oidc_provider_mock.User(sub=sub, claims=of) for sub, of in users.items()]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(PROVIDER_KEY), "generate_key", lambda **_: PROVIDER_KEY)
            self.app = oidc_provider_mock.app(user_claims=people)
        self.app.before_request(self.record)
        self.app.after_request(self.change_answer)

    def record(self) -> None:
        self.asked.append(flask.request.path)

    def change_answer(self, response: flask.Response) -> flask.Response:
        path = flask.request.path
        if path in self.answers:
            return self.answers[path]
        if path == "/jwks" and self.change and self.is_known:
            keys = json.loads(response.get_data())["keys"]
            return flask.jsonify({"keys": [*keys, self.key.as_dict(private=False)]})
        if path == "/oauth2/token" and self.change and response.status_code == 200:
            answer = json.loads(response.get_data())
            payload = answer["id_token"].split(".")[1]
            claims = json.loads(decode(payload))
            answer["id_token"] = self.sign(self.change(claims) or claims)
            return flask.jsonify(answer)
        return response

    def sign(self, claims: Claims) -> str:
        if self.header["alg"] == "none":
            return f"{encode({'alg': 'none'})}.{encode(claims)}."
        if self.header["alg"] == "HS256":
            text = f"{encode(self.header)}.{encode(claims)}"
            digest = hmac.digest(self.key.as_pem(private=False), text.encode(), "sha256")
            return f"{text}.{encode_bytes(digest)}"
        return jwt.encode(self.header, claims, self.key)


def decode(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(value: Claims) -> str:
    return encode_bytes(json.dumps(value).encode())


def encode_bytes(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@contextmanager
def run_provider(users: dict[str, Claims]) -> Iterator[Provider]:
    provider = Provider(users)
    server = make_server("127.0.0.1", 0, provider.app, threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
