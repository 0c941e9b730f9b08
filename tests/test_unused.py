"""No function of a project is unused, but those that its owner or a library calls."""

import ast
import re
from collections.abc import Iterator

from bakery import TEMPLATE, Project

# No project needs to call these, but its owner's features may: their docstrings say how.
SEAMS = {
    "add_confirmation",
    "add_deletion",
    "add_live_part",
    "add_login_check",
    "add_login_method",
    "add_registration",
    "add_security_section",
    "admin_required",
    "body_limit",
    "hold_session",
    "has_password",
    "is_local_path",
    "refuse_field",
    "set_error_format",
    "sends_file",
    "takes_file",
}
# Libraries call these by name.
OVERRIDES = {
    *("disconnect", "put", "set_result"),  # of the body of a request in Quart
    *("initiate", "quic_event_received", "_get_local_settings"),  # of hypercorn and aioquic
    "_after_request",
    "_check_protocol",
    "_invoke_task",
    "_topological_sort",
    "_update_limits",
    "build_response_object",
    "capture_signals",
    "collect",
    "data_received",
    "enqueue",
    "is_authenticated",
    "on_json_loading_failed",
    "prepare",
    "render_async",
    "response",
}
# A function under any other decorator is registered by it: a view, a command, a validator.
PLAIN_DECORATORS = {"asynccontextmanager", "cache", "contextmanager", "dataclass", "property"}


def test_no_function_is_unused(code: Project) -> None:
    texts = {path: text for path, text in code.texts() if path.startswith(("app/", "migrations/"))}
    trees = [ast.parse(text) for path, text in texts.items() if path.endswith(".py")]
    defined = {name for tree in trees for name in find_definitions(tree)}
    used = {name for tree in trees for name in find_uses(tree)}
    # Of the other files, templates call functions, and pyproject.toml names the command.
    others = [text for path, text in texts.items() if not path.endswith(".py")]
    used.update(re.findall(r"\w+", " ".join([*others, code.read("pyproject.toml")])))

    assert defined - used - SEAMS - OVERRIDES == set()


def find_definitions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
            if decorators <= PLAIN_DECORATORS and not node.name.startswith("__"):
                yield node.name


def find_uses(tree: ast.Module) -> Iterator[str]:
    """Yield every name that is read. An import alone is no use: ruff refuses one without."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_every_seam_and_override_exists() -> None:
    paths = (TEMPLATE / "app").rglob("*.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]

    assert {name for tree in trees for name in find_definitions(tree)} >= SEAMS | OVERRIDES
