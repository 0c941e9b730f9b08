import pytest
from share import create_app


async def may_read(origin: str) -> bool:
    """Return whether a browser gives the answer to a page of this origin."""
    response = await create_app().test_client().get("/secrets", headers={"Origin": origin})
    return response.headers.get("Access-Control-Allow-Origin") == origin


@pytest.mark.parametrize("origin", ["https://friend.example", "https://www.friend.example"])
async def test_friends_read(origin: str) -> None:
    assert await may_read(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://friend.example",
        "https://friend.example.evil.example",
        "https://www.friend-example.net",
        "null",
    ],
)
async def test_nobody_else_does(origin: str) -> None:
    assert not await may_read(origin)
