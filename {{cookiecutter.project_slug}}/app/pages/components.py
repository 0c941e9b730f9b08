"""The components: a page that shows developers the parts of pages, and the lines that make them.

Each is a template in `templates/components`. The page shows a new one without being told of it.
"""

from pathlib import Path

from quart import Blueprint, Quart, render_template

from app.web.security import public

FOLDER = Path(__file__).parent / "templates" / "components"

blueprint = Blueprint("components", __name__)


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/components")
@public
async def show_components() -> str:
    examples = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.html"))}
    return await render_template(
        "components.html",
        examples=examples,
        form={"name": "Ada", "color": "Green", "news": "true"},
        # The first error takes the focus, and the page would not begin at its top.
        errors={"none": "", "email": "This is not an email address."},
    )
