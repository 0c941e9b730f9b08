import asyncio

from drain import finish


class Requests:
    """Requests that write down how they ended."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self, name: str, seconds: float) -> None:
        """Begin a request that takes this time."""
        begun = asyncio.Event()

        async def run() -> None:
            begun.set()
            try:
                await asyncio.sleep(seconds)
                self.log.append(f"{name} was answered")
            except asyncio.CancelledError:
                await asyncio.sleep(0)  # as long as it takes to give a connection back
                self.log.append(f"{name} was cut off")
                raise

        self.tasks.add(asyncio.create_task(run()))
        await begun.wait()


async def test_open_requests_are_answered() -> None:
    requests = Requests()
    await requests.open("Ann", 0.05)
    await requests.open("Ben", 0.1)

    assert await finish(requests.tasks, grace=30) == 0
    assert requests.log == ["Ann was answered", "Ben was answered"]


async def test_one_that_never_ends_is_cut_off_and_has_ended_then() -> None:
    requests = Requests()
    await requests.open("Ann", 0.05)
    await requests.open("Endless", 3600)

    assert await finish(requests.tasks, grace=1) == 1
    assert requests.log == ["Ann was answered", "Endless was cut off"]


async def test_without_requests_it_stops_immediately() -> None:
    assert await finish(set(), grace=3600) == 0
