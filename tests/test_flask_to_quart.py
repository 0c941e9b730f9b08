"""The Flask application of the guide, its Quart form, and both side by side behave the same."""

import re
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask_sites import (
    PASSWORD,
    Visitor,
    copy_guide,
    find_next_python,
    read_commands,
    serve,
    serve_mail,
    start,
)
from running import find_port, wait_until

pytestmark = pytest.mark.slow

SITES = ("flask_app", "quart_app", "side_by_side", "quart_app-next", "side_by_side-next")


def copy_site(name: str, folder: Path) -> tuple[Path, str]:
    """Return a copy of the guide's folder, and the application to serve from it."""
    application, _, quart = name.partition("-")
    if quart:
        find_next_python()
    return copy_guide(folder, use_next=bool(quart)), application


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    copy, application = copy_site(request.param, tmp_path_factory.mktemp("site"))
    with serve(copy, application) as address:
        yield address


def read_ids(page: str) -> list[str]:
    return re.findall(r'action="/notes/(\d+)/delete"', page)


def test_a_person_adds_and_deletes_notes(site: str) -> None:
    visitor = Visitor(site)

    assert visitor.sign_up("ann@example.com")[0] == 200
    visitor.submit("/notes", text="Weave a basket")
    status, page = visitor.submit("/notes", text="Comb the wool")

    assert status == 200
    assert page.index("Weave a basket") < page.index("Comb the wool")
    first, second = read_ids(page)
    page = visitor.submit("/notes", f"/notes/{first}/delete")[1]
    assert "Weave" not in page
    assert read_ids(page) == [second]


def test_a_person_logs_out_and_in_again(site: str) -> None:
    visitor = Visitor(site)
    visitor.sign_up("bob@example.com")
    visitor.submit("/notes", text="Still here")

    assert "<title>Log in</title>" in visitor.submit("/notes", "/logout")[1]
    assert "<title>Log in</title>" in visitor.open("GET", "/notes")[1]
    status, page = visitor.submit("/login", email="bob@example.com", password="wrong horse")
    assert (status, "The address or the password is wrong." in page) == (422, True)
    status, page = visitor.submit("/login", email="bob@example.com", password=PASSWORD)

    assert (status, "Still here" in page) == (200, True)


def test_nobody_deletes_the_note_of_another_person(site: str) -> None:
    owner, other = Visitor(site), Visitor(site)
    owner.sign_up("cyd@example.com")
    (note,) = read_ids(owner.submit("/notes", text="Mine")[1])
    other.sign_up("dan@example.com")

    assert other.submit("/notes", f"/notes/{note}/delete")[0] == 404
    assert read_ids(owner.open("GET", "/notes")[1]) == [note]
    assert read_ids(other.open("GET", "/notes")[1]) == []


def test_a_wrong_form_is_shown_again(site: str) -> None:
    visitor = Visitor(site)

    assert visitor.submit("/register", email="nobody", password=PASSWORD)[0] == 422
    status, page = visitor.submit("/register", email="eve@example.com", password="short")
    assert status == 422
    assert 'value="eve@example.com"' in page
    assert re.search("(between|at least) 8", page)
    assert 'value="short"' not in page
    assert visitor.sign_up("eve@example.com")[0] == 200
    assert visitor.submit("/notes", text="x" * 201)[0] == 422
    assert "This address has an account already." in visitor.sign_up("eve@example.com")[1]


def test_a_page_of_another_site_changes_nothing(site: str) -> None:
    visitor = Visitor(site)
    visitor.sign_up("fay@example.com")
    visitor.opener.addheaders = [("Origin", "https://evil.example")]

    for path in ("/notes", "/logout"):
        assert visitor.send_form(path, text="Forged")[0] in {400, 403}

    visitor.opener.addheaders = []
    status, page = visitor.open("GET", "/notes")
    assert (status, "Your notes" in page, "Forged" in page) == (200, True, False)


def test_an_account_of_flask_is_one_of_quart(tmp_path: Path) -> None:
    copy = copy_guide(tmp_path)
    with serve(copy, "flask_app") as address:
        visitor = Visitor(address)
        visitor.sign_up("ann@example.com")
        visitor.submit("/notes", text="Written in Flask")

    with serve(copy, "quart_app") as address:
        page = Visitor(address).submit("/login", email="ann@example.com", password=PASSWORD)[1]

    assert "Written in Flask" in page


def read_location(address: str, method: str, path: str) -> str | None:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=20)
    with closing(connection):
        connection.request(method, path)
        return connection.getresponse().getheader("Location")


def test_quart_answers_what_has_moved_and_flask_the_rest(tmp_path: Path) -> None:
    with serve(copy_guide(tmp_path), "side_by_side") as address:
        # Only Flask-Login remembers where a visitor wanted to go.
        assert read_location(address, "GET", "/notes") == "/login"
        assert read_location(address, "POST", "/logout") == "/login?next=%2Flogout"


@pytest.mark.parametrize("name", SITES)
def test_guessing_a_password_is_limited(name: str, tmp_path: Path) -> None:
    with serve(*copy_site(name, tmp_path)) as address:
        visitor = Visitor(address)
        attempt = {"email": "ann@example.com", "password": "a guess at it"}

        first = visitor.submit("/login", **attempt)[0]
        # On a slow machine some of the five are given back meanwhile.
        wait_until(lambda: visitor.submit("/login", **attempt)[0] == 429)

        assert first == 422
        assert visitor.open("GET", "/login")[0] == 200


@pytest.mark.parametrize("name", SITES)
def test_a_new_person_gets_a_mail_also_if_the_server_was_away(name: str, tmp_path: Path) -> None:
    copy, application = copy_site(name, tmp_path)
    port = find_port()
    worker = read_commands()["celery"]
    with (
        serve(copy, application, port) as address,
        start(copy, worker, "worker.log", SMTP_PORT=str(port)),
    ):
        assert Visitor(address).sign_up("gus@example.com")[0] == 200

        with serve_mail(copy, port) as mails:
            wait_until(lambda: "Subject: Welcome to Notes" in mails.read_text("utf-8"))
            assert "To: gus@example.com" in mails.read_text("utf-8")
