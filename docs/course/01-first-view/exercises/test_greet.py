from greet import app


async def test_a_person_is_greeted_by_name() -> None:
    response = await app.test_client().get("/greet/Ann")

    assert await response.get_data(as_text=True) == "Hello, Ann!"


async def test_a_polite_greeting_is_asked_for_in_the_address() -> None:
    response = await app.test_client().get("/greet/Ann?polite=yes")

    assert await response.get_data(as_text=True) == "Good day, Ann."
