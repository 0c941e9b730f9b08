"""Exercise 1: a page that asks three services, one after the other."""

import asyncio

from quart import Quart

app = Quart(__name__)


class Services:
    """Stands for three other computers. It counts how many questions are open at a time."""

    def __init__(self) -> None:
        self.open = 0
        self.most = 0

    async def ask(self, name: str) -> str:
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0.05)
        self.open -= 1
        return f"{name}: fine"


services = Services()


@app.get("/dashboard")
async def show_dashboard() -> list[str]:
    return [
        await services.ask("weather"),
        await services.ask("news"),
        await services.ask("mail"),
    ]
