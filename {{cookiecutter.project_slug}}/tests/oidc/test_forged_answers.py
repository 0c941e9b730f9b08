"""Answers that are replayed, forged, expired or broken: each is refused with a sentence."""

import asyncio
from collections.abc import Callable
from time import time
from urllib.parse import parse_qs, urlsplit

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.db import connect
from tests.accounts.people import is_logged_in
from tests.oidc.logins import START, consent, go_to_provider, is_refused, log_in_there
from tests.oidc.provider import Claims, Provider

FORGED: dict[str, Callable[[Claims], Claims | None]] = {
    "issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "audience": lambda claims: {**claims, "aud": "another-app"},
    "second audience": lambda claims: {**claims, "aud": ["app", "another-app"]},
    "authorized party": lambda claims: {**claims, "azp": "another-app"},
    "nonce": lambda claims: {**claims, "nonce": "guess"},
    "no nonce": lambda claims: {key: claims[key] for key in claims if key != "nonce"},
    "expired": lambda claims: {**claims, "exp": int(time()) - 61},
    "no end": lambda claims: {key: claims[key] for key in claims if key != "exp"},
    "issued long ago": lambda claims: {**claims, "iat": int(time()) - 700},
    "issued tomorrow": lambda claims: {**claims, "iat": int(time()) + 86400},
    "not yet valid": lambda claims: {**claims, "nbf": int(time()) + 86400},
    "another access token": lambda claims: {**claims, "at_hash": "guess"},
    "a number for a subject": lambda claims: {**claims, "sub": 1},
    "an endless subject": lambda claims: {**claims, "sub": "x" * 256},
    "a subject that no database stores": lambda claims: {**claims, "sub": "a\0b"},
    "a text for a time": lambda claims: {**claims, "exp": "tomorrow"},
}


def copy_cookies(client: Client) -> Client:
    """Return another browser with the cookies of this one, as a thief has them."""
    thief = client.app.test_client()
    for cookie in client.cookie_jar or ():
        thief.set_cookie("localhost", cookie.name, cookie.value or "")
    return thief


def say_nothing(_: Claims) -> None:
    """Leave the claims as they are, and sign them with the key of the test."""


async def test_an_answer_with_another_known_key_is_valid(
    client: Client, provider: Provider
) -> None:
    provider.change = say_nothing

    await log_in_there(client)

    assert await is_logged_in(client)


@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_claim(client: Client, provider: Provider, name: str) -> None:
    provider.change = FORGED[name]

    response = await log_in_there(client)

    assert await is_refused(client, response)


@pytest.mark.parametrize(
    ("header", "is_known"),
    [
        ({"alg": "RS256", "kid": "other"}, False),
        ({"alg": "RS256"}, True),
        ({"alg": "none"}, True),
        ({"alg": "HS256", "kid": "other"}, True),
    ],
    ids=["unknown key", "no key named", "none", "public key as a secret"],
)
async def test_a_forged_signature(
    client: Client, provider: Provider, header: Claims, is_known: bool
) -> None:
    provider.change, provider.header, provider.is_known = say_nothing, header, is_known

    response = await log_in_there(client)

    assert await is_refused(client, response)


async def test_new_keys_are_asked_for_once(client: Client, provider: Provider) -> None:
    provider.change, provider.is_known = say_nothing, False
    await log_in_there(client)
    before = provider.asked.count("/jwks")
    provider.is_known = True

    await log_in_there(client)

    assert before == 2
    assert provider.asked.count("/jwks") == 3
    assert await is_logged_in(client)


async def test_an_answer_works_once(client: Client) -> None:
    back = await consent(await go_to_provider(client))
    stolen = copy_cookies(client)

    first = await client.get(back)
    again = await client.get(back)
    replayed = await stolen.get(back)

    assert first.status_code == 303
    assert again.status_code in {303, 400}
    assert await is_refused(stolen, replayed)


async def test_of_the_same_answer_sent_at_once_one_counts(client: Client) -> None:
    back = await consent(await go_to_provider(client))
    clients = [copy_cookies(client) for _ in range(4)]

    responses = await asyncio.gather(*(other.get(back) for other in clients))

    assert sorted(response.status_code for response in responses) == [303, 400, 400, 400]


async def test_an_answer_in_another_browser(app: Quart, client: Client) -> None:
    back = await consent(await go_to_provider(client))
    victim = app.test_client()

    response = await victim.get(back)

    assert await is_refused(victim, response)


async def test_an_answer_that_comes_too_late(app: Quart, client: Client) -> None:
    back = await consent(await go_to_provider(client))
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE tokens SET expires_at = '2026-01-01 00:00:00+00:00'")

    response = await client.get(back)

    assert await is_refused(client, response)


@pytest.mark.parametrize("query", ["", "?state=guess&code=x", "?state=%ED%A0%80", "?code=x"])
async def test_an_answer_that_was_made_up(client: Client, query: str) -> None:
    await go_to_provider(client)

    response = await client.get(f"{START}/callback{query}")

    assert await is_refused(client, response)


@pytest.mark.parametrize(
    ("part", "forged"),
    [
        pytest.param("/mock/", "/far-away/", id="to another provider"),
        pytest.param("?", "?iss=https://evil.example&", id="that names another issuer"),
        pytest.param("code=", "code=wrong", id="with a wrong code"),
    ],
)
async def test_an_answer_that_was_changed(client: Client, part: str, forged: str) -> None:
    back = await consent(await go_to_provider(client))

    response = await client.get(back.replace(part, forged))

    assert part in back
    assert await is_refused(client, response)


async def test_a_person_who_cancels(client: Client) -> None:
    address = await go_to_provider(client)
    back = await consent(address, action="deny")

    # This provider forgets the state, which the standard asks for.
    response = await client.get(f"{back}&state={parse_qs(urlsplit(address).query)['state'][0]}")

    assert await is_refused(client, response)
    assert "was canceled" in await response.get_data(as_text=True)
