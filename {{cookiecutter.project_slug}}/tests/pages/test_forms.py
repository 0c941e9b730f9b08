"""The forms that browsers send."""

from pydantic import BaseModel, Field
from quart import Quart

from app.pages.rendering import read_form


class NoteForm(BaseModel):
    """A form with a text area."""

    text: str = Field(max_length=3)
    title: str | None = None


async def test_a_new_line_is_one_character_as_in_the_browser(app: Quart) -> None:
    form = {"text": "a\r\nb", "title": "", "unknown": "x"}
    async with app.test_request_context("/", method="POST", form=form):
        assert await read_form(NoteForm) == NoteForm(text="a\nb", title=None)
