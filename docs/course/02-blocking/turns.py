# /// script
# requires-python = ">=3.11"
# dependencies = []
# ///
"""Wait for three answers, one after the other and then at the same time."""

import asyncio
from time import perf_counter


async def ask_service(name: str) -> str:
    print(f"  {name}: asked")
    await asyncio.sleep(0.5)  # as long as another computer may take
    print(f"  {name}: answered")
    return name


async def ask_in_turn() -> None:
    for name in ("weather", "news", "mail"):
        await ask_service(name)


async def ask_together() -> None:
    await asyncio.gather(ask_service("weather"), ask_service("news"), ask_service("mail"))


async def main() -> None:
    for ask in (ask_in_turn, ask_together):
        begin = perf_counter()
        await ask()
        print(f"{ask.__name__}: {perf_counter() - begin:.1f} s")


asyncio.run(main())
