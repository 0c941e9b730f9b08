"""Exercise 1: a health check that looks."""

from collections.abc import Awaitable, Callable

from quart import Quart

Check = Callable[[], Awaitable[None]]


def create_app(check_database: Check) -> Quart:
    """Create an application. The check raises an error if the database does not answer."""
    app = Quart(__name__)
    app.extensions["IS_STOPPING"] = False

    @app.get("/livez")
    async def show_liveness() -> dict[str, str]:
        """Report that the process runs."""
        return {"status": "ok"}

    @app.get("/readyz")
    async def show_readiness() -> tuple[dict[str, str], int]:
        """Report whether the application can serve requests: with 200, else with 503."""
        if app.extensions["IS_STOPPING"]:
            return {"status": "The server is stopping."}, 503
        try:
            await check_database()
        except Exception:
            app.logger.exception("The database does not answer")
            return {"status": "The database is unavailable."}, 503
        return {"status": "ok"}, 200

    return app
