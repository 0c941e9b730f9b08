"""Light or dark: like the person's system, until they choose."""

from datetime import timedelta

from quart import Blueprint, Quart, Response, current_app, json, redirect, request, url_for
from quart.typing import ResponseReturnValue, ResponseTypes
from quart_rate_limiter import limit_blueprint
from werkzeug.exceptions import BadRequest

from app.config import Settings
from app.pages.rendering import is_for_part
from app.web.cookies import name_cookie, set_cookie
from app.web.hosts import is_local_path
from app.web.security import public

SCHEMES = ("system", "light", "dark")
# The longest that browsers keep a cookie.
LIFETIME = timedelta(days=400)

blueprint = Blueprint("appearance", __name__)
limit_blueprint(blueprint, 300, timedelta(minutes=1))


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config["SCHEME_COOKIE_NAME"] = name_cookie(settings, "scheme")
    app.jinja_env.globals.update(find_scheme=find_scheme, schemes=SCHEMES)
    app.register_blueprint(blueprint)


def find_scheme() -> str:
    """Return the chosen scheme. The cookie is not signed, so ignore any other value."""
    chosen = request.cookies.get(current_app.config["SCHEME_COOKIE_NAME"])
    return chosen if chosen in SCHEMES else "system"


@blueprint.post("/appearance")
@public
async def choose_scheme() -> ResponseReturnValue:
    """Save the choice. For HTMX, send it as an event, so that `app.js` applies it to the page."""
    form = await request.form
    scheme, page = form.get("scheme"), form.get("next", "")
    if scheme not in SCHEMES:
        raise BadRequest("Choose system, light or dark.")
    response: ResponseTypes
    if is_for_part():
        response = Response(status=204)
        response.headers["HX-Trigger"] = json.dumps({"schemeChosen": scheme})
    else:
        response = redirect(page if is_local_path(page) else url_for("pages.show_home"), 303)
    set_cookie(response, current_app.config["SCHEME_COOKIE_NAME"], scheme, LIFETIME)
    return response
