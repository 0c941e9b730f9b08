"""Static files: their names, their age and their size on the way."""

import gzip
import mimetypes
import shutil
from pathlib import Path

import brotli
import pytest
from quart import Quart, url_for
from quart.typing import TestClientProtocol as Client

from app.web import openapi
from app.web.static_files import compress_files

FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
async def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of static files that a test may change."""
    folder = tmp_path / "static"
    folder.mkdir()
    shutil.copy(Path(openapi.blueprint.static_folder or "", "docs.js"), folder)
    monkeypatch.setattr(openapi.blueprint, "static_folder", str(folder))
    return folder


async def find_url(app: Quart, filename: str = "docs.js") -> str:
    async with app.test_request_context("/"):
        return url_for("docs.static", filename=filename)


async def test_a_file_is_named_by_its_content_and_kept(app: Quart, client: Client) -> None:
    url = await find_url(app)

    response = await client.get(url)

    assert url.startswith("/docs/static/docs.")
    assert len(url) == len("/docs/static/docs.0123456789ab.js")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == FOREVER
    assert response.mimetype == "text/javascript"
    assert await response.get_data() == await (await client.get("/docs/static/docs.js")).get_data()


async def test_other_content_has_another_name(app: Quart, files: Path) -> None:
    before = await find_url(app)

    (files / "docs.js").write_text("changed")

    assert await find_url(app) != before


@pytest.mark.parametrize("path", ["/docs/static/docs.js", "/docs/static/docs.000000000000.js"])
async def test_what_is_not_named_by_its_content_is_asked_for_again(
    client: Client, path: str
) -> None:
    response = await client.get(path)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] != FOREVER


@pytest.mark.parametrize(
    "path",
    [
        "/static/none.js",
        "/static/none.000000000000.js",
        "/static/../config.py",
        f"/static/{'long' * 100}.js",
    ],
)
async def test_a_file_that_is_none_is_404(client: Client, path: str) -> None:
    response = await client.get(path)

    assert response.status_code == 404
    assert response.headers["Cache-Control"] != FOREVER


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)],
)
async def test_a_file_is_sent_in_a_form_that_the_client_takes(
    app: Quart, files: Path, accepted: str, encoding: str | None
) -> None:
    plain = (files / "docs.js").read_bytes() * 100
    (files / "docs.js").write_bytes(plain)
    compress_files(files.parent)

    response = await app.test_client().get(
        await find_url(app), headers={"Accept-Encoding": accepted}
    )

    content = await response.get_data(as_text=False)
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert decode(content) == plain
    assert response.content_encoding == encoding
    assert response.mimetype == "text/javascript"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == FOREVER


async def test_a_file_that_has_changed_since_is_sent_as_it_is(app: Quart, files: Path) -> None:
    compress_files(files.parent)
    (files / "docs.js").write_text("changed")

    response = await app.test_client().get(
        await find_url(app), headers={"Accept-Encoding": "gzip, br"}
    )

    assert await response.get_data(as_text=True) == "changed"
    assert response.content_encoding is None


async def test_types_do_not_depend_on_the_machine(
    app: Quart, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows, programs write into the registry that a script is plain text."""
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_, **__: ("text/plain", None))
    types = {}
    for name in ("docs.js", "a.css", "a.svg", "a.png", "a.woff2", "a.unknown"):
        (files / name).touch()
        response = await app.test_client().get(f"/docs/static/{name}")
        types[name] = response.headers["Content-Type"]

    assert types == {
        "docs.js": "text/javascript; charset=utf-8",
        "a.css": "text/css; charset=utf-8",
        "a.svg": "image/svg+xml; charset=utf-8",
        "a.png": "image/png",
        "a.woff2": "font/woff2",
        "a.unknown": "application/octet-stream",
    }


@pytest.mark.parametrize("last", ["bytes=-1", "bytes= -5", "bytes=-999999999999"])
async def test_the_last_bytes_of_a_file_are_answered_with_all(client: Client, last: str) -> None:
    response = await client.get("/docs/static/docs.js", headers={"Range": last})

    assert response.status_code == 200
    assert "Content-Range" not in response.headers


# As Vite, webpack, esbuild and Parcel name them.
BUILT = [
    *("assets/index-BxYz12Ab.js", "assets/index-D_a-zQwR.css", "assets/vendor-abcdEfgh.js"),
    *("js/main.8f2a3c4d5e6f7a8b9c0d.js", "main.0123456789ab.js", "chunk.a1b2c3d4.css"),
]
OWN = [
    *("assets/jquery-migrated.js", "assets/report-20261128.css", "assets/app.js"),
    *("logo-DarkMode.css", "index-BxYz12Ab.js", "release-20261128.js"),
]


@pytest.fixture
def built(files: Path) -> Path:
    """Return the folder with the files of a build tool, and others beside them."""
    for name in BUILT + OWN:
        path = files / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"/* {name} */" * 100)
    return files


@pytest.mark.parametrize("name", BUILT)
async def test_a_file_that_a_build_tool_named_by_its_content_is_kept_under_this_name(
    app: Quart, built: Path, name: str
) -> None:
    plain = (built / name).read_bytes()
    compress_files(built.parent)

    response = await app.test_client().get(
        f"/docs/static/{name}", headers={"Accept-Encoding": "gzip, br"}
    )

    assert await find_url(app, name) == f"/docs/static/{name}"
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == FOREVER
    assert response.content_encoding == "br"
    assert brotli.decompress(await response.get_data(as_text=False)) == plain
    assert response.mimetype in {"text/javascript", "text/css"}
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("name", OWN)
async def test_words_and_dates_in_a_name_are_no_hash(app: Quart, built: Path, name: str) -> None:
    response = await app.test_client().get(f"/docs/static/{name}")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] != FOREVER
    assert await find_url(app, name) != f"/docs/static/{name}"


async def test_a_file_of_an_earlier_build_is_404(client: Client, built: Path) -> None:
    response = await client.get("/docs/static/assets/index-Earlier1.js")

    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
