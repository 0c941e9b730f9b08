"""The same requests with GCRA: there is no moment at which counting begins anew."""

import sys

LIMIT, PERIOD = 10, 60
idle_at: dict[str, float] = {}


def is_allowed(key: str, now: int) -> bool:
    wait = max(idle_at.get(key, now) - now, 0) + PERIOD / LIMIT
    if wait > PERIOD:
        return False
    idle_at[key] = now + wait
    return True


def main() -> None:
    # An attacker comes in the last second of a minute, and in the first of the next.
    moments = [59] * 50 + [60] * 50
    passed = sum(is_allowed("203.0.113.7", now) for now in moments)
    print(f"Of 100 requests within two seconds, {passed} passed.")
    if passed > LIMIT:
        sys.exit(f"Lost: the limit of {LIMIT} a minute.")


main()
