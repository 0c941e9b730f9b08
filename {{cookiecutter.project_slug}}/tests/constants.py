"""The person whom tests register."""

EMAIL = "ada@example.com"
PASSWORD = "an engine that weaves"
CREDENTIALS = {"email": EMAIL, "password": PASSWORD}
