"""The pages that change the own email address."""

from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from tests.accounts.people import create_user, log_in, read_token
from tests.constants import EMAIL
from tests.pages.reading import read


async def test_an_address_is_changed_on_the_pages(app: Quart, user: User) -> None:
    await create_user(app, "bob@example.com")
    bob, client = await log_in(app, "bob@example.com"), await log_in(app)
    asked = await client.post("/account/email", form={"email": "ada@example.org"})
    token = await read_token(app)
    link = f"/account/email/confirm?token={token}"

    question = await read(await client.get(link))
    stranger = await bob.get(link)
    changed = await client.post("/account/email/confirm", form={"token": token})
    page = await read(await client.get(changed.headers["Location"]))
    again = await client.post("/account/email/confirm", form={"token": token})

    assert asked.headers["Location"] == "/see-mail?email=ada@example.org"
    assert "<strong>ada@example.org</strong>" in question
    assert stranger.status_code == again.status_code == 422
    assert "<h1>This link does not work</h1>" in await read(stranger)
    assert "Your email address was changed." in page
    assert "<dd>ada@example.org</dd>" in page


async def test_the_own_address_is_refused_as_a_new_one(user_client: Client) -> None:
    response = await user_client.post("/account/email", form={"email": EMAIL})

    assert response.status_code == 422
    assert 'id="email-error">This is already your address.' in await read(response)
