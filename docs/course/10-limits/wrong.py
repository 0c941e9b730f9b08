"""A limit by the first address in a header, which an attacker writes anew for each guess."""

import asyncio
import sys
from datetime import timedelta

from quart import Quart
from quart_rate_limiter import RateLimiter, rate_limit

app = Quart(__name__)
RateLimiter(app)
guesses: list[str] = []


@app.post("/login/<password>")
@rate_limit(10, timedelta(minutes=1))
async def log_in(password: str) -> tuple[str, int]:
    guesses.append(password)
    return "The password is wrong.", 401


async def send_through_proxy(password: str, forged: str) -> int:
    """Send a request as the proxy does: it adds the address of its client at the end."""
    headers = {"X-Forwarded-For": f"{forged}, 203.0.113.7"}
    return (await app.test_client().post(f"/login/{password}", headers=headers)).status_code


async def main() -> None:
    statuses = [
        await send_through_proxy(f"guess-{number}", f"10.0.0.{number}") for number in range(100)
    ]
    print(f"Of 100 guesses, {len(guesses)} were tried, and {statuses.count(429)} were refused.")
    if len(guesses) > 10:
        sys.exit("Lost: the limit of 10. The attacker was a new client each time.")


asyncio.run(main())
