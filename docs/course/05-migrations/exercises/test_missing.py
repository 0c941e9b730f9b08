import pytest
from missing import list_missing

MIGRATIONS: dict[str, tuple[str, ...]] = {
    "0001": ("accounts_0002", "todos_0001"),
    "accounts_0001": ("platform_0001",),
    "accounts_0002": ("accounts_0001",),
    "platform_0001": (),
    "todos_0001": ("accounts_0001",),
}


@pytest.mark.parametrize(
    ("current", "missing"),
    [
        (set(), {*MIGRATIONS}),
        ({"accounts_0001"}, {"accounts_0002", "todos_0001", "0001"}),
        ({"accounts_0002"}, {"todos_0001", "0001"}),
        ({"accounts_0002", "todos_0001"}, {"0001"}),
        ({"0001"}, set()),
    ],
)
def test_what_has_not_run_is_listed(current: set[str], missing: set[str]) -> None:
    listed = list_missing(MIGRATIONS, current)

    assert sorted(listed) == sorted(missing)


def test_each_migration_comes_after_those_that_it_follows() -> None:
    listed = list_missing(MIGRATIONS, set())

    for place, revision in enumerate(listed):
        assert {*MIGRATIONS[revision]} <= {*listed[:place]}, f"{revision} comes too early"
