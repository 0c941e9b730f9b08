import threading

from checksum import app, compute_checksum, threads


async def test_the_checksum_is_computed_in_another_thread() -> None:
    expected = compute_checksum(b"a file")
    threads.clear()

    response = await app.test_client().post("/checksum", data=b"a file")

    assert await response.get_json() == {"checksum": expected}
    assert [thread is threading.main_thread() for thread in threads] == [False]
