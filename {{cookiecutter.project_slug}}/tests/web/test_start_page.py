"""Without pages, the address `/` leads to the description of the API."""

from quart.typing import TestClientProtocol as Client


async def test_it_leads_to_the_description_of_the_api(client: Client) -> None:
    response = await client.get("/")

    assert response.status_code == 303
    assert response.headers["Location"] == "/docs"
