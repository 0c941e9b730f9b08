from typing import Any

import pytest
from app.accounts import passwords
from app.accounts.passwords import hash_password
from silent_login import log_in

ANN, PASSWORD = "ann@example.com", "an engine that weaves"


@pytest.fixture
async def hashes() -> dict[str, str]:
    return {ANN: await hash_password(PASSWORD)}


async def test_the_owner_gets_in(hashes: dict[str, str]) -> None:
    assert await log_in(hashes, ANN, PASSWORD) == ("Welcome!", 200)


async def test_the_answer_does_not_tell_who_has_an_account(hashes: dict[str, str]) -> None:
    known = await log_in(hashes, ANN, "a guess")
    unknown = await log_in(hashes, "nobody@example.com", "a guess")

    assert known == unknown
    assert known[1] == 401


async def test_the_work_does_not_tell_it_either(
    hashes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = []
    hasher = type(passwords.hasher)

    def count(name: str) -> None:
        original = getattr(hasher, name)

        def counted(*args: Any) -> Any:
            work.append(name)
            return original(*args)

        monkeypatch.setattr(hasher, name, counted)

    # One verifies what the other would have made.
    count("hash")
    count("verify")
    await log_in(hashes, ANN, "a guess")
    for_ann = len(work)
    work.clear()
    await log_in(hashes, "nobody@example.com", "a guess")

    assert len(work) == for_ann
