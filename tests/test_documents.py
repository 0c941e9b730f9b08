"""The documents name only what exists, and each feature only where it may be named."""

import ast
import re
from pathlib import Path

from bakery import ROOT, Project
from documents import (
    find_broken_links,
    list_documents,
    list_features,
    parse,
    read_anchors,
    read_code_spans,
    read_commands,
    read_links,
)

# The words of each feature that can be deleted. Only its own README.md may use them.
FEATURE_WORDS = {
    "todos": r"todo",
    "passkeys": r"passkey",
    "oidc": r"(app|tests)/oidc\b(?!/README)|oidc_(pages|identities)",
    "api_tokens": r"api[_ -]tokens?\b",
    "two_step": r"two.step|recovery code|authenticator app",
    "presence": r"presence",
    "uploads": r"profile picture|send_upload|replace_upload",
    "admin": r"app/admin|admin pages?|\"admin\"",
}
# Features of the examples: nothing of theirs exists.
MADE_UP = re.compile(r"note|books|badge|verb_noun|has_ended|membership|delete_pictures")


def make_targets(folder: Path) -> set[str]:
    makefile = (folder / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_examples_import_what_exists(project: Project) -> None:
    for document in list_documents(project.folder):
        for example in (token.content for token in parse(document) if token.info == "python"):
            for node in ast.walk(ast.parse(example)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
                    path = project.folder / str(node.module).replace(".", "/")
                    module = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
                    names = {alias.name for alias in node.names}
                    known = set(re.findall(r"\w+", module.read_text(encoding="utf-8")))
                    assert names - known == set(), f"{document}: {node.module}"


def test_documents_name_files_and_code_that_exist(project: Project) -> None:
    code = " ".join(text for path, text in project.texts() if path.endswith((".py", ".html")))
    words = set(re.findall(r"\w+", code))
    for document in list_documents(project.folder):
        missing = []
        for span in read_code_spans(document):
            if MADE_UP.search(span):
                continue
            if re.match(r"(app|tests|migrations|docs)/", span):
                found = any(project.folder.glob(span)) or "<" in span
            else:
                name = re.fullmatch(r"(?:await )?@?([a-z]\w*_\w+)(?:\(.*)?", span)
                found = name is None or name[1] in words
            if not found:
                missing.append(span)

        assert missing == [], document


def test_only_the_readme_of_a_feature_names_it(project: Project) -> None:
    features = list_features(project)
    found = [
        f"{document.relative_to(project.folder)}: {word}"
        for document in (*list_documents(project.folder), project.folder / ".env.example")
        for feature, words in FEATURE_WORDS.items()
        if project.folder / "app" / feature not in document.parents
        for word in re.findall(words, document.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert found == []
    assert set(features) <= set(FEATURE_WORDS), "add the words of the new feature"


def test_the_readme_of_a_feature_says_what_to_delete(project: Project) -> None:
    for feature in list_features(project):
        text = project.read(f"app/{feature}/README.md")
        (first_step,) = re.findall(r"^1\. Delete (.+)", text, re.MULTILINE)
        named = {
            path.relative_to(project.folder).as_posix()
            for pattern in re.findall(r"`(\S+)`", first_step)
            for path in project.folder.glob(pattern)
        }

        migrations = {
            path for path in project.files() if path.startswith(f"migrations/versions/{feature}_")
        }
        assert named == {f"app/{feature}", f"tests/{feature}"} | migrations, feature


def test_a_table_of_contents_names_every_heading(project: Project) -> None:
    for document in (ROOT / "docs" / "decisions.md", project.folder / "docs" / "decisions.md"):
        links = [link.removeprefix("#") for link in read_links(document) if link.startswith("#")]

        assert links == read_anchors(document)


def test_every_word_of_make_that_is_named_exists(project: Project) -> None:
    own = make_targets(project.folder)
    for folder in (ROOT, project.folder):
        for document in list_documents(folder):
            commands = re.findall(r"`(make .+?)`", document.read_text(encoding="utf-8"))
            commands += [line for line in read_commands(document) if line.startswith("make ")]
            words = {
                word
                for command in commands
                for word in re.sub(r'".*?"', "", command).split()[1:]
                if "=" not in word
            }

            # The template's documents may name commands of a project.
            assert words - own - make_targets(folder) == set(), document


def test_links_lead_to_files(project: Project) -> None:
    for folder in (ROOT, project.folder):
        for document in list_documents(folder):
            assert find_broken_links(document) == [], document
