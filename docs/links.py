"""Let the site link to files of the repository that are no pages: to GitHub. A hook of mkdocs."""

import posixpath
import re
from typing import Any

LINK = re.compile(r"\]\((\.\./[^)\s]+)\)")


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))

    def lead_outside(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, link[1]))
        return link[0] if path.startswith("docs/") else f"]({config.repo_url}/blob/HEAD/{path})"

    return LINK.sub(lead_outside, markdown)
