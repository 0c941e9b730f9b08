"""The pages of OpenID Connect that a person sees on the way back from a provider or a mail."""

from app.accounts.queries import select_user_by_email
from app.accounts.tokens import insert_token
from app.db import connect
from app.oidc.confirmation import CONFIRM_LOGIN
from app.oidc.models import Identity
from app.oidc.queries import insert_identity
from app.web.cookies import build_cookie_name, get_serializer
from tests.accounts.people import make_stale, remove_password
from tests.oidc.variables import VARIABLES
from tests.pages.inspection import Inspection


async def inspect_pages(inspection: Inspection, email: str) -> None:
    await inspection.log_in(email)
    identity = Identity(VARIABLES["OIDC_ISSUER"], "ada", email)
    async with inspection.app.app_context(), connect() as connection:
        user, _ = await select_user_by_email(connection, email)
        assert user
        await insert_identity(connection, identity, user.id)
        token = await insert_token(connection, CONFIRM_LOGIN, user_id=user.id)
        offer = get_serializer("oidc-link:").dumps((user.id, *identity))
        cookie = {"name": build_cookie_name("oidc-link"), "value": offer, "url": "http://localhost"}
    await inspection.page.context.add_cookies([cookie])  # type: ignore[list-item]
    pages = {"/account/oidc/link", f"/account/oidc/confirm?token={token}", "/account/security"}
    await inspection.open_all(pages, and_links=False)

    # These look different to a person without a password.
    pages = {"/account/password", "/account/confirm", "/account/security"}
    inspection.opened -= pages
    await remove_password(inspection.app, email)
    await make_stale(inspection.app)
    await inspection.open_all(pages, and_links=False)
    await inspection.log_out()
    # A refusal on the login page.
    response = await inspection.page.goto("/login/oidc/example")
    assert response is not None
    await inspection.inspect(response)
