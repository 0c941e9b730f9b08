"""The pages: their files as Vite has built them, and the page for each address of the router."""

from pathlib import Path

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import frontend
from app.web.static_files import compress_file

PAGE = '<!doctype html><script type="module" src="/static/assets/index-AbCd12_-.js"></script>'
FOR_PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def built(app: Quart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with built files, which the app serves."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "index-AbCd12_-.js").write_text("export {};")
    monkeypatch.setattr(frontend, "BUILT", tmp_path)
    monkeypatch.setattr(app.blueprints["frontend"], "static_folder", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/login", "/reset?token=1", "/a/page/of/the/router"])
@pytest.mark.usefixtures("built")
async def test_each_address_of_a_page_has_the_page(client: Client, path: str) -> None:
    response = await client.get(path, headers=FOR_PAGE)

    assert response.status_code == 200
    assert await response.get_data(as_text=True) == PAGE
    assert response.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("built")
async def test_a_page_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = await client.get("/login", headers=FOR_PAGE)
    again = await client.get("/login", headers={**FOR_PAGE, "If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


@pytest.mark.usefixtures("built")
async def test_a_built_file_may_be_kept_for_a_year(client: Client) -> None:
    response = await client.get("/static/assets/index-AbCd12_-.js")

    assert response.mimetype == "text/javascript"
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(("encoding", "suffix"), [("br", ".br"), ("gzip", ".gz")])
async def test_a_built_file_is_sent_compressed(
    client: Client, built: Path, encoding: str, suffix: str
) -> None:
    script = built / "assets" / "index-AbCd12_-.js"
    script.write_text("export const words = [];\n" * 100)
    compress_file(script)

    response = await client.get(
        f"/static/assets/{script.name}", headers={"Accept-Encoding": encoding}
    )

    assert response.headers["Content-Encoding"] == encoding
    assert response.mimetype == "text/javascript"
    assert "immutable" in response.headers["Cache-Control"]
    assert await response.get_data() == script.with_name(script.name + suffix).read_bytes()


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/nothing", FOR_PAGE),
        ("/static/assets/old-AbCd12_-.js", FOR_PAGE),
        ("/logo.png", {"Accept": "image/avif,image/webp,*/*;q=0.8"}),
        ("/nothing", {"Accept": "application/json"}),
        ("/nothing", {"Accept": "*/*"}),
    ],
)
@pytest.mark.usefixtures("built")
async def test_what_is_no_page_is_not_found(
    client: Client, path: str, headers: dict[str, str]
) -> None:
    response = await client.get(path, headers=headers)

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


@pytest.mark.usefixtures("built")
async def test_a_form_sent_to_a_page_is_not_found(client: Client) -> None:
    response = await client.post("/login", headers=FOR_PAGE)

    assert response.status_code == 404


async def test_before_the_build_a_page_says_what_to_do(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend, "BUILT", tmp_path)

    response = await client.get("/login", headers=FOR_PAGE)

    assert response.status_code == 503
    assert "make build" in await response.get_data(as_text=True)


async def test_the_pages_know_the_name_of_the_app(app: Quart, client: Client) -> None:
    response = await client.get("/api/app")

    assert (await response.get_json())["name"] == app.config["SETTINGS"].app_name
