"""Static files: named by their content, so that browsers keep them, and compressed ahead of time.

`python -m app.web.static_files` writes the compressed files, when a release is built.
"""

import gzip
import re
from functools import lru_cache
from hashlib import sha256
from mimetypes import MimeTypes
from os.path import isfile
from pathlib import Path
from typing import Any

import brotli
from quart import Quart, Response, current_app, g, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from app.config import PROJECT_FOLDER

# Such as `app.0123456789ab.css` for `app.css`.
HASHED_NAME = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{12})(?P<suffix>\.[^./]+)")
# The name of a file that a build tool has named by its content: with hexadecimal digits, or below a
# folder `assets` as Vite does, such as `index-BxYz12Ab.js`. Words and dates are not taken for that.
OWN_HASH = re.compile(
    r".+[.-](?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,64}\.[^.]+"
    r"|(.*/)?assets/.+-(?![a-z]+\.|[0-9]+\.)[\w-]{8}\.[^.]+",
    re.ASCII,
)
A_YEAR = 31_536_000
# The encodings that browsers accept, smallest first, and the suffixes of the compressed files.
ENCODINGS = {"br": ".br", "gzip": ".gz"}
# Python's own list. That of the machine may call a script plain text, which browsers do not run.
FILE_TYPES = MimeTypes()
# Some versions of Python lack these, or call scripts by another name.
FILE_TYPES.add_type("text/javascript", ".js")
FILE_TYPES.add_type("text/javascript", ".mjs")
FILE_TYPES.add_type("image/webp", ".webp")
FILE_TYPES.add_type("font/woff2", ".woff2")


def init_app(app: Quart) -> None:
    app.extensions["HASHED_NAMES"] = {}
    app.url_defaults(add_digest)
    # `url_value_preprocessor` would do, but Quart 0.22 cannot call it for a WebSocket.
    app.before_request(prepare_request)
    app.after_request(add_headers)


def add_digest(endpoint: str, values: dict[str, Any]) -> None:
    """Make `url_for("static", …)` return a name that depends on the content of the file."""
    if not endpoint.endswith("static") or "filename" not in values:
        return
    # In production, files change only with the process that serves them.
    known: dict[tuple[str, str], str] = current_app.extensions["HASHED_NAMES"]
    key = endpoint, values["filename"]
    name = known.get(key) or find_hashed_name(endpoint, values)
    if current_app.config["SETTINGS"].is_production:
        known[key] = name
    values["filename"] = name


def find_hashed_name(endpoint: str, values: dict[str, Any]) -> str:
    """Return the name with the digest, or the given one if there is no such file."""
    path, name = find_file(endpoint, values), Path(values["filename"])
    if path is None or not is_file(path):
        return str(values["filename"])
    return name.with_name(build_hashed_name(path)).as_posix()


async def prepare_request() -> None:
    # Quart 0.22 cannot count from the end of a file, of any route. HTTP allows to send all of it.
    if re.search(r"=\s*-", request.headers.get("Range", "")):
        request.headers.pop("Range")
    choose_file()


def choose_file() -> None:
    """Choose the file that Quart's own view sends, compressed if the client accepts that."""
    values = request.view_args or {}
    path = find_file(request.endpoint, values)
    if path is None:
        return
    g.is_static = True
    asked = Path(values["filename"])
    named = HASHED_NAME.fullmatch(asked.name)
    if named and not is_file(path):
        path = path.with_name(f"{named['stem']}{named['suffix']}")
    if not is_file(path):
        raise NotFound
    hashed_name = build_hashed_name(path)
    # After a deployment, an old page may still ask for the previous version.
    g.is_immutable = asked.name == hashed_name
    values["filename"] = asked.with_name(path.name).as_posix()
    g.file_type = FILE_TYPES.guess_type(path.name)[0] or "application/octet-stream"
    for encoding, suffix in ENCODINGS.items():
        compressed = path.with_name(hashed_name + suffix)
        if request.accept_encodings.quality(encoding) > 0 and is_file(compressed):
            g.encoding = encoding
            values["filename"] = asked.with_name(compressed.name).as_posix()
            return


async def add_headers(response: Response) -> Response:
    if "is_static" not in g or response.status_code >= 400:
        return response
    response.vary.add("Accept-Encoding")
    if g.get("is_immutable"):
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.mimetype = g.file_type
    if "encoding" in g:
        response.content_encoding = g.encoding
    return response


def find_file(endpoint: str | None, values: dict[str, Any]) -> Path | None:
    """Return the path that a static route names, or None if it is outside of the folder."""
    blueprint, _, name = (endpoint or "").rpartition(".")
    if name != "static" or "filename" not in values:
        return None
    owner = current_app.blueprints[blueprint] if blueprint else current_app
    path = safe_join(str(owner.static_folder), values["filename"])
    return Path(path) if path else None


def is_file(path: Path) -> bool:
    """Return whether there is a file. Unlike pathlib, do not raise if the name is too long."""
    return isfile(path)


def build_hashed_name(path: Path) -> str:
    # The scripts of a build tool import each other by their own names.
    if OWN_HASH.fullmatch(f"{path.parent.name}/{path.name}"):
        return path.name
    return f"{path.stem}.{hash_file(path, path.stat().st_mtime_ns)}{path.suffix}"


@lru_cache(maxsize=1000)
def hash_file(path: Path, changed_at: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def compress_files(folder: Path) -> int:
    """Write the compressed forms of all static files beside them, and return their number."""
    return sum(
        compress_file(path)
        for static in folder.rglob("static")
        for path in sorted(static.rglob("*"))
        if path.is_file() and path.suffix not in ENCODINGS.values()
    )


def compress_file(path: Path) -> int:
    content = path.read_bytes()
    forms = {".br": brotli.compress(content), ".gz": gzip.compress(content, mtime=0)}
    smaller = {suffix: form for suffix, form in forms.items() if len(form) < len(content)}
    for suffix, form in smaller.items():
        path.with_name(build_hashed_name(path) + suffix).write_bytes(form)
    return len(smaller)


if __name__ == "__main__":
    print(compress_files(PROJECT_FOLDER / "app"), "compressed files written")
