"""A program that sends its drafts to the server, and deletes each one that was stored."""

from quart.typing import TestClientProtocol as Client


async def send_drafts(client: Client, drafts: list[str]) -> None:
    for draft in [*drafts]:
        response = await client.post("/api/notes", json={"text": draft})
        if response.status_code < 400:
            drafts.remove(draft)
