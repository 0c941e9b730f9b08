"""Providers that are away, or answer something else than the standard says."""

import flask
import pytest
from quart.typing import TestClientProtocol as Client

from tests.oidc.logins import START, consent, go_to_provider, is_refused, log_in_there
from tests.oidc.provider import Provider


async def test_a_provider_that_nobody_reaches(client: Client) -> None:
    response = await client.get("/login/oidc/far-away")

    assert await is_refused(client, response, 503)


async def test_a_provider_that_is_not_there(client: Client) -> None:
    response = await client.get("/login/oidc/nothing")

    assert response.status_code == 404


DISCOVERY = "/.well-known/openid-configuration"
BROKEN = {
    "not JSON": lambda: flask.Response("<html>"),
    "a list": lambda: flask.Response("[]"),
    "half": lambda: flask.Response('{"issuer": "https://evil.example"}'),
    "an error": lambda: flask.Response("{}", 500),
    "too long": lambda: flask.Response(b" " * 600_000 + b"{}"),
    "another issuer": lambda: flask.Response(
        '{"issuer": "https://evil.example", "authorization_endpoint": "https://evil.example",'
        ' "token_endpoint": "https://evil.example", "jwks_uri": "https://evil.example"}'
    ),
}


@pytest.mark.parametrize("path", [DISCOVERY, "/jwks"])
@pytest.mark.parametrize("answer", BROKEN)
async def test_a_provider_that_describes_itself_wrongly(
    client: Client, provider: Provider, path: str, answer: str
) -> None:
    provider.answers[path] = BROKEN[answer]()

    response = await client.get(START)
    if response.status_code == 303:
        # The keys are read when the answer is verified.
        response = await client.get(await consent(response.headers["Location"]))
        assert await is_refused(client, response)
    else:
        assert await is_refused(client, response, 503)


@pytest.mark.parametrize("answer", BROKEN)
async def test_a_provider_that_answers_a_code_wrongly(
    client: Client, provider: Provider, answer: str
) -> None:
    back = await consent(await go_to_provider(client))
    provider.answers["/oauth2/token"] = BROKEN[answer]()

    response = await client.get(back)

    assert await is_refused(client, response, 503)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "url", ["https://[", "https://x:y/", "https://127.0.0.1:1/\0", "http://id.example.com", "x", ""]
)
async def test_a_provider_with_an_address_that_is_none(
    client: Client, provider: Provider, name: str, url: str
) -> None:
    metadata = {
        "issuer": provider.url,
        "authorization_endpoint": f"{provider.url}/oauth2/authorize",
        "token_endpoint": f"{provider.url}/oauth2/token",
        "jwks_uri": f"{provider.url}/jwks",
    }
    text = flask.json.dumps({**metadata, name: url})
    provider.answers[DISCOVERY] = flask.Response(text)

    response = await client.get(START)

    if name == "token_endpoint":
        response = await client.get(await consent(response.headers["Location"]))
    # A browser reads any other address than these as one of its own, or says that it is none.
    is_sent_on = name == "authorization_endpoint" and url.startswith("https://")
    assert is_sent_on or await is_refused(client, response, 503)


@pytest.mark.parametrize("claim", ["email", "email_verified"])
@pytest.mark.parametrize("value", [["x"], {"x": 1}, 1.5, "x" * 40_000, "a\0b@example.com"])
async def test_claims_of_another_kind(
    client: Client, provider: Provider, claim: str, value: object
) -> None:
    provider.change = lambda claims: {**claims, claim: value}

    response = await log_in_there(client)

    assert response.status_code == 400
    assert "has not told us an email address" in await response.get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "a.b.c", "a.b", "é.é.é", "e30.e30.e30", "....."])
async def test_something_else_than_a_token(client: Client, provider: Provider, text: str) -> None:
    back = await consent(await go_to_provider(client))
    answer = flask.json.dumps({"access_token": "x", "id_token": text})
    provider.answers["/oauth2/token"] = flask.Response(answer)

    response = await client.get(back)

    assert await is_refused(client, response)
