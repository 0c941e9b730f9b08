import guest_book
import pytest


@pytest.fixture(autouse=True)
def empty_book() -> None:
    guest_book.entries.clear()


async def test_an_entry_is_stored() -> None:
    response = await guest_book.app.test_client().post("/entries", form={"text": "I was here"})

    assert response.status_code == 201
    assert guest_book.entries == ["I was here"]


async def test_an_empty_book_is_empty() -> None:
    response = await guest_book.app.test_client().get("/entries/count")

    assert await response.get_json() == {"is_empty": True}
