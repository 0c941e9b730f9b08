"""The email address and the password that tests register."""

EMAIL = "ada@example.com"
PASSWORD = "an engine that weaves"
CREDENTIALS = {"email": EMAIL, "password": PASSWORD}
