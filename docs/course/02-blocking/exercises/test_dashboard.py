from dashboard import app, services


async def test_all_services_are_asked_at_the_same_time() -> None:
    response = await app.test_client().get("/dashboard")

    assert await response.get_json() == ["weather: fine", "news: fine", "mail: fine"]
    assert services.most == 3
