"""The JSON API of links in emails: what each would do, for programs that draw the pages behind it.

None of these requests uses the token up.
"""

from msgspec import Struct
from quart import Blueprint
from quart_auth import login_required
from quart_schema import document_response, tag_blueprint, validate_querystring, validate_response
from werkzeug.exceptions import BadRequest

from app.accounts.models import TokenOnly
from app.accounts.own_account import find_new_address
from app.accounts.own_password import find_reset
from app.accounts.registration import find_registration, is_same_browser
from app.accounts.tokens import WRONG_TOKEN
from app.web.errors import Problem
from app.web.schemes import session_only
from app.web.security import public

blueprint = Blueprint("links_api", __name__, url_prefix="/api")
tag_blueprint(blueprint, ["Accounts"])
session_only(blueprint)


class RegistrationLink(Struct):
    """The address that gets an account, and whether its password is still to be chosen."""

    email: str
    chooses_password: bool


class ResetLink(Struct):
    """The account that gets a new password, and its factors: a description of each by its name.

    Send the names of those that are to stay as `keep`.
    """

    email: str
    factors: dict[str, str]


class AddressLink(Struct):
    """The address that your account gets."""

    email: str


@blueprint.get("/users/confirm")
@public
@validate_querystring(TokenOnly)
@validate_response(RegistrationLink)
@document_response(Problem, 400)
async def show_registration_link(query_args: TokenOnly) -> RegistrationLink:
    """Show which account a token creates."""
    found = await find_registration(query_args.token)
    if found is None:
        raise BadRequest(WRONG_TOKEN)
    return RegistrationLink(found[1], not is_same_browser(query_args.token))


@blueprint.get("/password/reset")
@public
@validate_querystring(TokenOnly)
@validate_response(ResetLink)
@document_response(Problem, 400)
async def show_reset_link(query_args: TokenOnly) -> ResetLink:
    """Show whose password a token changes, and what else logs them in."""
    found = await find_reset(query_args.token)
    if found is None:
        raise BadRequest(WRONG_TOKEN)
    user, factors = found
    return ResetLink(user.email, factors)


@blueprint.get("/users/me/email/confirm")
@login_required
@validate_querystring(TokenOnly)
@validate_response(AddressLink)
@document_response(Problem, 400)
async def show_address_link(query_args: TokenOnly) -> AddressLink:
    """Show the address that a token gives to your account."""
    email = await find_new_address(query_args.token)
    if email is None:
        raise BadRequest(WRONG_TOKEN)
    return AddressLink(email)
