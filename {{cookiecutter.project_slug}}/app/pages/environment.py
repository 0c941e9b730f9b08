"""How templates are rendered: without awaiting, which takes half as long.

Quart compiles templates so that each call in them may be awaited. Ours await nothing: a view loads
all that its template shows.
"""

from typing import Any

from jinja2 import Template
from quart.templating import Environment


class PlainTemplate(Template):
    """A template that awaits nothing. `render_template` of Quart renders it like any other."""

    async def render_async(self, *args: Any, **kwargs: Any) -> str:
        return self.render(*args, **kwargs)


class PlainEnvironment(Environment):
    """Quart's environment for templates that await nothing."""

    template_class = PlainTemplate

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_async = False
