"""Pages for people: the navigation, the landing page, error pages, light and dark."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from quart import Blueprint, Quart, current_app, render_template, request, url_for
from quart_auth import current_user

from app.config import Settings
from app.pages.environment import PlainEnvironment
from app.pages.shown_times import show_day, show_time
from app.web.security import public

# "visitor" is for people who are not logged in. All others have "main", a menu with the links of
# "account" and the buttons of "action", which post, and "settings" beside each of these pages.
Place = Literal["main", "account", "action", "settings", "visitor"]

blueprint = Blueprint(
    "pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


class Link(NamedTuple):
    """A link in the navigation, shown if `is_shown` says so for the current request."""

    label: str
    endpoint: str
    place: Place
    is_shown: Callable[[], bool]


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.extensions["LINKS"] = []
    app.extensions["LIVE_PARTS"] = []
    app.jinja_environment = PlainEnvironment
    app.jinja_env.globals.update(
        app_description=settings.app_description,
        app_name=settings.app_name,
        find_links=find_links,
        find_setting=find_setting,
        live_parts=app.extensions["LIVE_PARTS"],
        show_day=show_day,
        show_time=show_time,
    )
    app.register_blueprint(blueprint)

    from app.pages import error_pages

    error_pages.init_app(app)

    from app.pages import appearance

    appearance.init_app(app)

    if settings.app_env == "development":
        from app.pages import components

        components.init_app(app)


def add_link(
    app: Quart,
    label: str,
    endpoint: str,
    place: Place = "main",
    is_shown: Callable[[], bool] = lambda: True,
) -> None:
    """Add a link to the navigation. People see the page of the first one after they log in.

    The first link for visitors is the login page.
    """
    app.extensions["LINKS"].append(Link(label, endpoint, place, is_shown))


def add_live_part(app: Quart, template: str) -> None:
    """Include `template` in every page that shows live data, through `_live_parts.html`."""
    app.extensions["LIVE_PARTS"].append(template)


def find_links(*places: Place) -> list[Link]:
    """Return the links in these places that are shown for the current request."""
    links: list[Link] = current_app.extensions["LINKS"]
    return [link for place in places for link in links if link.place == place and link.is_shown()]


def find_setting() -> Link:
    """Return the place of settings that the current page belongs to, by the paths of both."""
    path = f"{request.path}/"
    paths = {url_for(link.endpoint): link for link in find_links("settings")}
    # A place can be inside of another, such as /account/password in /account.
    return paths[max((each for each in paths if path.startswith(f"{each}/")), key=len)]


@blueprint.get("/")
@public
async def show_home() -> str:
    await current_user.is_authenticated  # The navigation depends on the person.
    return await render_template("landing.html")
