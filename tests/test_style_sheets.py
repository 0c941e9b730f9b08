"""HTMX and React pages look the same: the style sheets of both are kept equal by hand."""

import re
from collections import defaultdict

import pytest
from bakery import TEMPLATE

# For each style sheet of the HTMX pages, that of the React pages. Files of neither are rendered, so
# they cannot share one source.
SHEETS = {
    "app/pages/static/app.css": "frontend/src/web/app.css",
    "app/admin/pages/static/admin.css": "frontend/src/admin/admin.css",
    "app/todos/pages/static/todos.css": "frontend/src/todos/todos.css",
    "app/two_step/pages/static/two_step.css": "frontend/src/two_step/two_step.css",
}
# It names its page in each rule, because in React a style sheet stays when another page comes.
OF_ITS_OWN = {"frontend/src/accounts/security.css"}
# React draws into an element of its own, gets its links later, and has the menu of a library.
DIFFERENT = {"body", ".header", ".menu"}


def read_rules(path: str) -> dict[str, list[str]]:
    """Return the declarations for each selector, in the order of the file."""
    text = re.sub(r"(?s)/\*.*?\*/", "", (TEMPLATE / path).read_text(encoding="utf-8"))
    rules = defaultdict(list)
    for selector, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        rules[" ".join(selector.split())].append(" ".join(declarations.split()))
    return rules


@pytest.mark.parametrize(("htmx", "react"), SHEETS.items())
def test_a_selector_means_the_same_in_both_front_ends(htmx: str, react: str) -> None:
    theirs, ours = read_rules(htmx), read_rules(react)
    shared = theirs.keys() & ours.keys() - DIFFERENT

    assert shared
    assert {name: theirs[name] for name in shared} == {name: ours[name] for name in shared}


def test_every_style_sheet_of_react_is_compared() -> None:
    sheets = {
        path.relative_to(TEMPLATE).as_posix() for path in TEMPLATE.glob("frontend/src/**/*.css")
    }

    assert sheets == {*SHEETS.values(), *OF_ITS_OWN}
