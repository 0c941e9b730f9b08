"""An account without a password: everything that others can do, it can do too."""

import pytest
from quart import Quart, Response
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import Unauthorized

from app.accounts.login import add_login_check
from app.accounts.models import User
from tests.accounts.people import (
    create_user,
    export_account,
    is_logged_in,
    log_in,
    make_stale,
    read_mail,
    read_token,
)
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.oidc.logins import START, is_refused, log_in_there

CONFIRMATION, CODE = "/api/oidc/confirmation", "/api/oidc/code"


@pytest.fixture
async def newcomer(app: Quart) -> Client:
    """Return the client of a person who has an account at the provider alone."""
    client = app.test_client()
    await log_in_there(client)
    return client


async def list_identities(client: Client) -> list[dict[str, str]]:
    items: list[dict[str, str]] = (await (await client.get("/api/oidc/identities")).get_json())[
        "items"
    ]
    return items


async def test_no_password_logs_in(app: Quart, newcomer: Client) -> None:
    responses = [
        await app.test_client().post("/api/sessions", json={"email": EMAIL, "password": password})
        for password in (PASSWORD, "", "None")
    ]

    assert [response.status_code for response in responses] == [401] * 3


async def test_a_password_is_set_by_mail(app: Quart, newcomer: Client) -> None:
    change = {"current_password": "", "new_password": PASSWORD}
    refused = await newcomer.put("/api/users/me/password", json=change)
    await newcomer.post("/api/password/forgotten", json={"email": EMAIL})
    reset = {"token": await read_token(app), "password": PASSWORD, "keep": ["oidc"]}
    response = await newcomer.post("/api/password/reset", json=reset)
    client = await log_in(app)

    assert (refused.status_code, response.status_code) == (403, 204)
    assert len(await list_identities(client)) == 1


async def test_a_reset_unlinks_what_is_not_kept(app: Quart, newcomer: Client) -> None:
    await newcomer.post("/api/password/forgotten", json={"email": EMAIL})
    reset = {"token": await read_token(app), "password": PASSWORD}
    await newcomer.post("/api/password/reset", json=reset)

    assert await list_identities(await log_in(app)) == []
    assert "logins with Mock as ada@example.com" in (await read_mail(app))[-1][2]


async def test_a_page_can_ask_whether_there_is_a_password(newcomer: Client) -> None:
    answer = await newcomer.get("/api/users/me/password")

    assert await answer.get_json() == {"has_password": False}


async def test_a_link_from_a_mail_confirms_who_it_is(app: Quart, newcomer: Client) -> None:
    await make_stale(app)
    stale = await newcomer.delete("/api/users/me")
    wrong = await newcomer.post("/api/sessions/current/confirm", json={"password": "None"})
    asked = await newcomer.post(CONFIRMATION)
    token = {"token": await read_token(app)}
    shown = await newcomer.get(f"{CONFIRMATION}/confirm", query_string=token)
    confirmed = await newcomer.post(f"{CONFIRMATION}/confirm", json=token)
    replayed = await newcomer.post(f"{CONFIRMATION}/confirm", json=token)
    used = await newcomer.get(f"{CONFIRMATION}/confirm", query_string=token)
    deleted = await newcomer.delete("/api/users/me")

    assert (stale.status_code, wrong.status_code) == (403, 403)
    assert (asked.status_code, confirmed.status_code) == (202, 204)
    assert (shown.status_code, used.status_code) == (204, 400)
    assert (replayed.status_code, deleted.status_code) == (400, 204)
    assert not await is_logged_in(newcomer)


async def test_the_link_is_for_its_owner_alone(app: Quart, newcomer: Client) -> None:
    await newcomer.post(CONFIRMATION)
    token = {"token": await read_token(app)}
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")

    response = await bob.post(f"{CONFIRMATION}/confirm", json=token)

    assert response.status_code == 400


async def test_a_person_with_a_password_confirms_that(user_client: Client) -> None:
    response = await user_client.post(CONFIRMATION)

    assert response.status_code == 409


async def test_the_export_has_the_identities(newcomer: Client) -> None:
    export = await export_account(newcomer)

    (identity,) = export["features"]["oidc"]
    assert (identity["subject"], identity["email"]) == ("ada", EMAIL)


async def test_the_last_way_to_log_in_stays(newcomer: Client) -> None:
    (identity,) = await list_identities(newcomer)

    response = await newcomer.delete(f"/api/oidc/identities/{identity['id']}")

    assert response.status_code == 409
    assert await list_identities(newcomer) == [identity]


async def test_a_person_with_a_password_unlinks(app: Quart, user: User) -> None:
    client = await log_in(app)
    await log_in_there(client, "bob", "/login/oidc/mock/link")
    await client.post("/api/oidc/identities")
    (identity,) = await list_identities(client)
    path = f"/api/oidc/identities/{identity['id']}"
    await create_user(app, "eve@example.com")

    stranger = await (await log_in(app, "eve@example.com")).delete(path)
    response = await client.delete(path)
    again = await client.delete(path)

    assert (stranger.status_code, response.status_code, again.status_code) == (404, 204, 404)
    assert "A login was unlinked" in (await read_mail(app))[-1][1]


async def test_a_second_identity_is_another_way_to_log_in(newcomer: Client) -> None:
    await log_in_there(newcomer, "bob", "/login/oidc/mock/link")
    await newcomer.post("/api/oidc/identities")
    first, second = await list_identities(newcomer)

    one = await newcomer.delete(f"/api/oidc/identities/{first['id']}")
    other = await newcomer.delete(f"/api/oidc/identities/{second['id']}")

    assert (one.status_code, other.status_code) == (204, 409)


async def test_the_providers_are_listed_for_everyone(client: Client) -> None:
    answer = await (await client.get("/api/oidc/providers")).get_json()

    assert answer["items"][0] == {
        "id": "mock",
        "name": "Mock",
        "login_path": "/login/oidc/mock",
        "link_path": "/login/oidc/mock/link",
    }
    assert [each["id"] for each in answer["items"]] == ["mock", "far-away"]


@pytest.fixture
async def asked(app: Quart, newcomer: Client) -> Response:
    """Return what the newcomer gets who comes back from the provider, and lacks the word."""

    async def require_word(user: User, password_hash: str | None, code: str) -> None:
        assert password_hash is None
        if code not in app.config["WORDS"]:
            raise Unauthorized("Say the word of the day.")

    app.config["WORDS"] = ["loom"]
    add_login_check(app, require_word)
    await newcomer.delete("/api/sessions/current")
    return await log_in_there(newcomer, path=f"{START}?next=/account")


async def test_a_login_check_is_passed_with_a_code(newcomer: Client, asked: Response) -> None:
    wrong = await newcomer.post(CODE, json={"code": "guess"})
    before = await is_logged_in(newcomer)
    right = await newcomer.post(CODE, json={"code": "loom"})
    again = await newcomer.post(CODE, json={"code": "loom"})

    assert (wrong.status_code, right.status_code, again.status_code) == (401, 201, 400)
    assert not before
    assert (await right.get_json())["email"] == CREDENTIALS["email"]


async def test_the_page_that_asks_for_a_code_can_be_loaded_again(
    app: Quart, newcomer: Client, asked: Response
) -> None:
    page = asked.headers["Location"]
    responses = [await newcomer.get(page) for _ in range(2)]
    app.config["WORDS"].append("")
    passed = await newcomer.get(page)

    assert page == "/login/oidc/mock/continue?next=/account"
    assert [response.status_code for response in responses] == [401, 401]
    assert "Say the word of the day." in await responses[0].get_data(as_text=True)
    assert passed.headers["Location"] == "/account"
    assert await is_logged_in(newcomer)


async def test_nobody_is_asked_for_a_code_who_does_not_come_from_a_provider(client: Client) -> None:
    page = await client.get("/login/oidc/mock/continue")
    response = await client.post(CODE, json={"code": "loom"})

    assert await is_refused(client, page)
    assert response.status_code == 400
