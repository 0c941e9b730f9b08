"""The email address and the password that tests register, and how long a test waits."""

EMAIL = "ada@example.com"
PASSWORD = "an engine that weaves"
CREDENTIALS = {"email": EMAIL, "password": PASSWORD}

# Seconds. It ends a test that hangs, and judges no machine: nothing that works takes as long.
PATIENCE = 30.0
