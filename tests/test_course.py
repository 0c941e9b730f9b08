"""Every chapter of the course is complete, and quotes code as it is."""

import ast
import difflib
import re
from pathlib import Path

import pytest
import quotes
import yaml
from bakery import ROOT
from chapters import COURSE, DOCS, SOLUTIONS, Page, list_chapters
from classroom import CLONE, matches_output
from documents import find_broken_links, read_links

CHAPTERS = list_chapters()
HEADINGS = [
    "You will be able to",
    "The idea",
    "The code",
    "If you leave it out",
    "Exercises",
    "In short",
]
INDEX = Page(COURSE / "index.md")

each_page = pytest.mark.parametrize(
    "page", quotes.list_pages(), ids=lambda page: str(page.relative_to(DOCS))
)
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return quotes.write_projects(tmp_path_factory.mktemp("projects"))


@each_page
def test_a_page_quotes_code_as_it_is(page: Path, projects: dict[str, Path]) -> None:
    is_now = page.read_text(encoding="utf-8")

    should_be = quotes.quote_page(page, projects)

    old, new = (text.splitlines() for text in (is_now, should_be))
    difference = list(difflib.unified_diff(old, new, "the page", "its sources", lineterm=""))
    assert not difference, "\n".join(["run `make docs`:", *difference])


def test_the_chapter_on_migrations_ends_in_the_newest_of_each_branch(
    projects: dict[str, Path],
) -> None:
    newest: dict[str, str] = {}
    for path in sorted((projects["essentials"] / "migrations" / "versions").glob("*.py")):
        newest[path.stem.partition("_")[0]] = path.stem
    page = (COURSE / "05-migrations" / "index.md").read_text(encoding="utf-8")

    names = [f'"{name}"' for name in newest.values()]
    assert f"down_revision = ({', '.join(names)})" in page
    for name in names:
        assert f"[{name}]" in page


def test_a_quote_is_the_whole_definition_with_its_decorators(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text(
        "LIMIT = 1\n\n\n@first\n@second(1)\nasync def show():\n    return 1\n\n\n"
        "class Box:\n    @property\n    def size(self):\n        return 2\n"
    )

    assert quotes.quote(source, "show") == "@first\n@second(1)\nasync def show():\n    return 1\n"
    assert quotes.quote(source, "Box.size") == "@property\ndef size(self):\n    return 2\n"
    assert quotes.quote(source, "LIMIT, show").startswith("LIMIT = 1\n\n\n@first\n")
    assert quotes.quote(source, None) == source.read_text()
    with pytest.raises(quotes.QuoteError, match="defines no size"):
        quotes.quote(source, "size")


@each_chapter
def test_a_chapter_has_its_parts_in_order(chapter: Page) -> None:
    (title,) = chapter.headings("h1")
    assert title.startswith(f"{chapter.number}. ")
    assert chapter.headings("h2") == HEADINGS
    exercises = [title for title in chapter.headings("h3") if title.startswith("Exercise ")]
    assert [title.partition(":")[0] for title in exercises] == [f"Exercise {n}" for n in (1, 2, 3)]
    assert chapter.blocks("mermaid")
    assert 1200 <= chapter.words() <= 2200


@each_chapter
def test_a_chapter_runs_what_goes_wrong_and_what_is_right(chapter: Page) -> None:
    scripts = {path.name for path in chapter.path.parent.glob("*.py")}
    wrong = {name for name in scripts if name.startswith("wrong")}
    shown = " ".join(command.line for command in chapter.commands() if command.output)

    assert wrong
    for name in wrong:
        assert {name, name.replace("wrong", "right")} <= set(re.findall(r"\w+\.py", shown))
        assert ast.get_docstring(ast.parse((chapter.path.parent / name).read_text("utf-8")))


@each_chapter
def test_a_chapter_has_three_exercises_with_tests_and_solutions(chapter: Page) -> None:
    files = {path.name for path in chapter.exercises.iterdir() if path.is_file()}
    tests = {name for name in files if name.startswith("test_")}
    starters = files - tests - {"conftest.py"}
    solutions = {path.name for path in (SOLUTIONS / chapter.name).iterdir() if path.is_file()}

    assert len(tests) == 3
    assert {name.removeprefix("test_") for name in tests} <= starters
    assert solutions == starters
    named = chapter.path.read_text(encoding="utf-8")
    assert [name for name in starters if f"`exercises/{name}`" not in named] == []
    assert f"../solutions/{chapter.name}/" in named


@each_chapter
def test_a_block_is_code_that_is_quoted_or_commands_that_run(chapter: Page) -> None:
    others = [
        token.info
        for token in chapter.tokens
        if token.type == "fence"
        and not re.match(r'(bash|console)\b|mermaid$|text$|\w+ title="', token.info)
    ]

    assert others == []


@each_page
def test_links_lead_to_files(page: Path) -> None:
    assert find_broken_links(page) == []


def test_the_first_page_and_the_navigation_list_every_chapter() -> None:
    listed = [link for link in read_links(INDEX.path) if re.match(r"\d\d-", link)]
    # Its tags are those of mkdocs, which is not installed here.
    text = re.sub(r"!\S+", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    (pages,) = (part["Course"] for part in yaml.safe_load(text)["nav"] if "Course" in part)

    chapters = [f"{chapter.name}/index.md" for chapter in CHAPTERS]
    assert listed == chapters
    assert [path for path in map(str, pages) if re.match(r"course/\d\d", path)] == [
        f"course/{path}" for path in chapters
    ]


def test_the_first_page_begins_with_a_clone() -> None:
    assert CLONE in {command.line for command in INDEX.commands()}


def test_the_words_of_the_glossary_are_in_order() -> None:
    words = Page(COURSE / "glossary.md").headings("h2")

    assert words == sorted(words, key=str.casefold)


@pytest.mark.parametrize(
    ("expected", "output", "matches"),
    [
        ("one\n", "one\n", True),
        ("one\n", "one\ntwo\n", False),
        ("date: …\n", "date: today\r\n", True),
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\nfour\n", "one\ntwo\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_output_is_compared(expected: str, output: str, matches: bool) -> None:
    assert matches_output(expected, output) is matches
