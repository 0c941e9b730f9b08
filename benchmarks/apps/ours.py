"""The rendered application as it is, with one route more that answers JSON without a database.

It runs inside a rendered project, in that project's own environment.
"""

from datetime import timedelta

from app import create_app, live
from app.config import load_settings
from app.server import serve
from app.web import limits
from app.web.security import public

# Never reached, but counted all the same: see README.md.
limits.DEFAULT_LIMIT = (10_000_000, timedelta(minutes=1))

# One person opens a thousand streams.
live.MAX_LISTENERS = 10_000

settings = load_settings()
app = create_app(settings)
for view in app.view_functions.values():
    for limit in getattr(view, "_quart_rate_limiter_limits", ()):
        limit.count, limit.period = limits.DEFAULT_LIMIT


@app.get("/api/json")
@public
async def show_json() -> dict[str, str]:
    return {"message": "Hello"}


if __name__ == "__main__":
    serve(settings, lambda: app)
