import asyncio

import pytest
from waiting import wait_until


async def test_it_waits_for_work_that_takes_longer() -> None:
    done: list[str] = []
    asyncio.get_running_loop().call_later(0.5, done.append, "work")

    await wait_until(lambda: bool(done))

    assert done == ["work"]


async def test_it_asks_again_and_again() -> None:
    answers = iter([False, False, False, True])

    await wait_until(lambda: next(answers))

    assert list(answers) == []


async def test_it_gives_up_if_nothing_happens() -> None:
    with pytest.raises(TimeoutError):
        await wait_until(lambda: False, patience=0.1)
