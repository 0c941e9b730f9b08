import pytest
from count_words import app


@pytest.mark.parametrize(("text", "words"), [("one", 1), ("to be or not to be", 6), ("  ", 0)])
async def test_words_are_counted(text: str, words: int) -> None:
    response = await app.test_client().post("/words", json={"text": text})

    assert response.status_code == 200
    assert await response.get_json() == {"words": words}


async def test_a_request_without_a_text_is_refused() -> None:
    response = await app.test_client().post("/words", json={"message": "hello"})

    assert response.status_code == 400
