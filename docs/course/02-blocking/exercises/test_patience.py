import asyncio

import patience


async def test_a_price_that_comes_is_shown() -> None:
    patience.answered.set()

    response = await patience.app.test_client().get("/price")

    assert await response.get_json() == {"price": 42}


async def test_after_half_a_second_the_view_gives_up() -> None:
    patience.answered.clear()

    async with asyncio.timeout(3):
        response = await patience.app.test_client().get("/price")

    assert response.status_code == 504
    assert await response.get_json() == {"error": "The price is not known right now."}
