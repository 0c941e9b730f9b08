"""Passkeys in a real browser, on the real server."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import PASSWORD
from tests.passkeys.devices import add_device

pytestmark = in_browser

FETCH = """async ([method, path, body]) => {
    const headers = {"Content-Type": "application/json"};
    const response = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
    const text = await response.text();
    return [response.status, text && JSON.parse(text)];
}"""
CREATE = """async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({publicKey})).toJSON();
}"""
GET = """async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return (await navigator.credentials.get({publicKey})).toJSON();
}"""


@pytest.fixture
async def page(settings: Settings, unused_tcp_port: int) -> AsyncIterator[Page]:
    async with open_browser(settings, unused_tcp_port) as page:
        await add_device(page)
        await page.goto("/livez")
        yield page


async def send(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Return the status and the JSON of the answer to a request from the page's script."""
    return await page.evaluate(FETCH, [method, path, body])


async def test_a_browser_adds_a_passkey_and_logs_in_with_it(page: Page, user: User) -> None:
    await send(page, "POST", "/api/sessions", {"email": user.email, "password": PASSWORD})
    _, options = await send(page, "POST", "/api/passkeys/options")
    created = await page.evaluate(CREATE, options)
    added, _ = await send(page, "POST", "/api/passkeys", {"name": "Test", "credential": created})
    await send(page, "DELETE", "/api/sessions/current")
    logged_out, _ = await send(page, "GET", "/api/users/me")

    _, options = await send(page, "POST", "/api/sessions/passkey/options")
    used = {"credential": await page.evaluate(GET, options)}
    logged_in, _ = await send(page, "POST", "/api/sessions/passkey", used)
    replayed, _ = await send(page, "POST", "/api/sessions/passkey", used)
    _, me = await send(page, "GET", "/api/users/me")

    assert (added, logged_out, logged_in, replayed) == (201, 401, 201, 401)
    assert me["id"] == user.id
