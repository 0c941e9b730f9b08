import pytest
from refusals import list_problems

SAFE = {
    "SECRET_KEY": "kX3v9QmT2bWz7RfY1cLp8NdJ5hGs4AuE",
    "BASE_URL": "https://notes.example.com",
    "DATABASE_URL": "postgresql://app@db/notes",
}


def test_safe_settings_are_taken() -> None:
    assert list_problems(SAFE) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "hunter2"),
        ("SECRET_KEY", "changeme" * 4),
        ("BASE_URL", "http://notes.example.com"),
        ("DATABASE_URL", ""),
    ],
)
def test_an_unsafe_value_is_refused_without_being_shown(name: str, value: str) -> None:
    (problem,) = list_problems({**SAFE, name: value}) or [""]

    assert problem.startswith(f"{name}: ")
    assert not value or value not in problem


def test_all_problems_are_listed() -> None:
    names = [problem.partition(":")[0] for problem in list_problems({})]

    assert sorted(names) == sorted(SAFE)
