"""The page that shows developers the parts of pages."""

import re

import pytest
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import PROJECT_FOLDER, Settings
from tests.pages.reading import read

TEMPLATES = PROJECT_FOLDER / "app" / "pages" / "templates"


@pytest.fixture
def developer(settings: Settings) -> Client:
    return create_app(settings.model_copy(update={"app_env": "development"})).test_client()


async def test_each_component_is_shown_with_the_lines_that_make_it(developer: Client) -> None:
    page = await read(await developer.get("/components"))

    for path in (TEMPLATES / "components").glob("*.html"):
        assert f'id="{path.stem}"' in page
    assert '<textarea id="about" name="about" rows="3">' in page
    assert '<option value="Green" selected>' in page
    assert '<option value="l">Large</option>' in page
    assert "textarea(&#34;about&#34;, &#34;About you&#34;, form, errors, rows=3)" in page


def test_every_macro_has_an_example() -> None:
    examples = "".join(
        path.read_text("utf-8") for path in (TEMPLATES / "components").glob("*.html")
    )
    macros = {
        name
        for path in TEMPLATES.glob("_*.html")
        for name in re.findall(r"% macro (\w+)\(", path.read_text("utf-8"))
    }
    # These are parts of others.
    assert {name for name in macros if f" {name}(" not in examples} == {
        "add_attributes",
        "show_label",
        "show_link",
    }


async def test_only_developers_see_it(client: Client) -> None:
    assert (await client.get("/components")).status_code == 404
