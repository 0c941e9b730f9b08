"""Prepare pages, which are written for GitHub, for the site. mkdocs calls it for each page."""

import posixpath
import re
from typing import Any

OUTSIDE = re.compile(r"\]\((\.\./[^)\s]+)\)")
# mkdocs would not take a block with words for our tests for code.
WORDS = re.compile(
    r'^(`{3,}\w+)(?: write| apply)?( title="[^"]+")?(?: quote="[^"]+")?$', re.MULTILINE
)

# The theme would load the newest one. Of 11.17 it cannot color the arrows in the dark.
DRAWING_SCRIPT = "https://unpkg.com/mermaid@11.12.0/dist/mermaid.min.js"


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Let links to files of the repository that are no pages lead to GitHub."""
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))

    def lead_outside(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, link[1]))
        repository = config.extra["repository"]
        return link[0] if path.startswith("docs/") else f"]({repository}/blob/HEAD/{path})"

    return OUTSIDE.sub(lead_outside, WORDS.sub(r"\1\2", markdown))


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Let a page with drawings load the script for them before the theme looks for it."""
    if 'class="mermaid"' not in output:
        return output
    return output.replace("</head>", f'<script src="{DRAWING_SCRIPT}"></script></head>', 1)
