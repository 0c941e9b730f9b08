"""An authenticator app that shows codes, with a clock that tests set."""

from pyotp import TOTP
from quart.typing import TestClientProtocol as Client

URL = "/api/users/me/authenticator"
STEP = 30


class Clock:
    now = 1_800_000_000.0

    def show_code(self, secret: str, steps: int = 0) -> str:
        """Return the code of an authenticator app whose clock is some steps ahead."""
        return TOTP(secret).at(int(self.now) + steps * STEP)


async def offer(client: Client) -> str:
    """Return the secret of an authenticator app that is not confirmed yet."""
    response = await client.post(URL)
    assert response.status_code == 201
    return str((await response.get_json())["secret"])


async def enrol(client: Client, clock: Clock) -> tuple[str, list[str]]:
    """Return the secret and the recovery codes. The code that confirmed is one step old."""
    secret = await offer(client)
    response = await client.post(f"{URL}/confirm", json={"code": clock.show_code(secret)})
    assert response.status_code == 200
    clock.now += STEP
    return secret, (await response.get_json())["recovery_codes"]
