"""The text of mails: plain text and HTML from one source.

The source of the mail `accounts/confirm` is `app/accounts/mails/confirm.txt`, a Jinja template of
plain text. In the HTML, a paragraph of the form `Label: https://…` becomes a button, lines that
begin with `- ` become a list, and other addresses become links.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from quart import current_app

from app.config import Settings
from app.web.development import find_base_url

FEATURES = Path(__file__).parent.parent
BUTTON = re.compile(r"(?P<label>[^:\n]+): (?P<url>https?://\S+)")


class Paragraph(NamedTuple):
    """A part of a mail: a button if it has a `url`, a list if it has `items`, otherwise text."""

    text: str
    url: str = ""
    items: tuple[str, ...] = ()


def render_mail(mail: str, settings: Settings, **context: Any) -> tuple[str, str]:
    """Return the plain text and the HTML of the mail `<feature>/<name>`."""
    context |= {
        "app_name": settings.app_name,
        "base_url": find_base_url(settings),
        # Without pages, a link leads to those of another program, or nowhere.
        "shows_tokens": "pages" not in current_app.blueprints,
    }
    feature, _, name = mail.partition("/")
    text = (
        get_text_environment().get_template(f"{feature}/mails/{name}.txt").render(context).strip()
    )
    paragraphs = [split_paragraph(part) for part in re.split(r"\n{2,}", text)]
    page = get_html_environment().get_template("mail.html")
    html = page.render(app_name=settings.app_name, paragraphs=paragraphs)
    return f"{text}\n", html


@cache
def get_text_environment() -> Environment:
    """Return the Jinja environment of the sources. Values cannot add lines to them."""
    return Environment(
        loader=FileSystemLoader(FEATURES),
        autoescape=False,  # noqa: S701, the result is plain text
        finalize=keep_on_one_line,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def get_html_environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def keep_on_one_line(value: Any) -> Any:
    """Keep a person's text from adding a paragraph, which could become a button."""
    return " ".join(value.split()) if isinstance(value, str) else value


def split_paragraph(text: str) -> Paragraph:
    if button := BUTTON.fullmatch(text):
        return Paragraph(button["label"], button["url"])
    first, *rest = text.split("\n")
    items = tuple(line.removeprefix("- ") for line in rest)
    if items and all(line.startswith("- ") for line in rest):
        return Paragraph(first, items=items)
    return Paragraph(text)
