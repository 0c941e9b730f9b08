"""A provider for the apps of all tests. Nobody listens at its address."""

VARIABLES = {
    "OIDC_ISSUER": "https://127.0.0.1:1",
    "OIDC_CLIENT_ID": "app",
    "OIDC_CLIENT_SECRET": "a-secret",
    "OIDC_NAME": "Example",
}
