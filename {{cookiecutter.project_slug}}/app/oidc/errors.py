"""The reasons why a login at a provider is refused, each with a sentence for the person."""

from werkzeug.exceptions import BadRequest, Conflict, ServiceUnavailable

START_AGAIN = "This login has expired, or was already used. Start again."


class LoginRefused(BadRequest):
    """The answer of the provider does not log anyone in."""


class ProviderUnavailable(ServiceUnavailable):
    """The provider cannot be reached, or answers something else than the standard says."""


class AccountExists(Conflict):
    """The address already has an account. It is linked once the person has logged in to it."""

    description = (
        "You already have an account with this email address. Log in to it to link the two."
    )
    problem_type = "/problems/account-exists"
