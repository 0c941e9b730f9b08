"""A counter that begins anew each minute lets twice the limit through around that moment."""

import sys
from collections import Counter

LIMIT, PERIOD = 10, 60
counts: Counter[tuple[str, int]] = Counter()


def is_allowed(key: str, now: int) -> bool:
    window = (key, now // PERIOD)
    counts[window] += 1
    return counts[window] <= LIMIT


def main() -> None:
    # An attacker comes in the last second of a minute, and in the first of the next.
    moments = [59] * 50 + [60] * 50
    passed = sum(is_allowed("203.0.113.7", now) for now in moments)
    print(f"Of 100 requests within two seconds, {passed} passed.")
    if passed > LIMIT:
        sys.exit(f"Lost: the limit of {LIMIT} a minute.")


main()
