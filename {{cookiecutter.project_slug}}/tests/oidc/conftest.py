"""An app that knows two providers: one that runs for the test, and one that nobody reaches."""

from collections.abc import Iterator

import pytest

from app.config import Settings
from tests.oidc.provider import Claims, Provider, run_provider

ADA = {"email": "ada@example.com", "email_verified": True}


@pytest.fixture
def provider() -> Iterator[Provider]:
    users: dict[str, Claims] = {
        "ada": ADA,
        "bob": {"email": "bob@example.com", "email_verified": False},
        "eve": {"email": "Ada@Example.com", "email_verified": "true"},
        "nobody": {},
    }
    with run_provider(users) as provider:
        yield provider


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    variables = {
        "OIDC_ISSUER": f"{provider.url},http://127.0.0.1:1",
        "OIDC_CLIENT_ID": "app,app",
        "OIDC_CLIENT_SECRET": "a%secret,a-secret",
        "OIDC_NAME": "Mock,Far Away",
    }
    return settings.model_copy(update={"variables": variables})
