"""The settings: several providers, and a sentence for each mistake."""

import pytest

from app import create_app
from app.config import Settings
from app.oidc.settings import Provider

ONE = {
    "OIDC_ISSUER": "https://id.example.com/realms/a",
    "OIDC_CLIENT_ID": "app",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_NAME": "My Company",
}


def test_providers_are_read_in_their_order(settings: Settings) -> None:
    two = {name: f"{value}, {value} 2".replace("a 2", "b") for name, value in ONE.items()}

    app = create_app(settings.model_copy(update={"variables": two}))

    assert app.extensions["OIDC_PROVIDERS"] == {
        "my-company": Provider("my-company", "My Company", ONE["OIDC_ISSUER"], "app", "secret"),
        "my-company-2": Provider(
            *("my-company-2", "My Company 2", "https://id.example.com/realms/b"),
            *("app 2", "secret 2"),
        ),
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"OIDC_ISSUER": "http://id.example.com"}, "OIDC_ISSUER: use the https:// address"),
        ({"OIDC_ISSUER": "id.example.com"}, "OIDC_ISSUER: use the https:// address"),
        ({"OIDC_ISSUER": "https://id.example.com?a=b"}, "OIDC_ISSUER: use the https:// address"),
        ({"OIDC_ISSUER": "https://["}, "OIDC_ISSUER: use the https:// address"),
        ({"OIDC_ISSUER": "https://a.example,"}, "OIDC_ISSUER: use the https:// address"),
        ({"OIDC_ISSUER": ""}, "OIDC_CLIENT_ID: give one for each address in OIDC_ISSUER"),
        ({"OIDC_CLIENT_ID": "a,b"}, "OIDC_CLIENT_ID: give one for each address"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET: give one for each address"),
        ({"OIDC_NAME": ""}, "OIDC_NAME: give one for each address"),
        ({"OIDC_NAME": "!!!"}, "OIDC_NAME: use names with letters"),
    ],
)
def test_a_mistake_is_refused_with_the_fix(
    settings: Settings, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(SystemExit, match=said):
        create_app(settings.model_copy(update={"variables": {**ONE, **changes}}))


def test_two_providers_have_two_names(settings: Settings) -> None:
    two = {name: f"{value},{value}" for name, value in ONE.items()}

    with pytest.raises(SystemExit, match="a different one for each provider"):
        create_app(settings.model_copy(update={"variables": two}))


def test_production_needs_https_even_on_its_own_machine(settings: Settings) -> None:
    changes = {
        "app_env": "production",
        "base_url": "https://app.example.com",
        "variables": {**ONE, "OIDC_ISSUER": "http://127.0.0.1:8080"},
    }

    with pytest.raises(SystemExit, match="use https:// in production"):
        create_app(settings.model_copy(update=changes))
