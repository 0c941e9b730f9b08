"""`app create-user`."""

from collections.abc import Callable

from click.testing import Result

from tests.constants import EMAIL, PASSWORD

Run = Callable[..., Result]


def test_a_created_user_can_log_in(run_command: Run) -> None:
    result = run_command("create-user", EMAIL, "--password", PASSWORD)

    assert result.exit_code == 0
    assert EMAIL in result.output


def test_an_admin_is_made_by_a_word(run_command: Run) -> None:
    result = run_command("create-user", EMAIL, "--admin", "--password", PASSWORD)

    assert result.exit_code == 0
    assert "is an admin" in result.output


def test_the_same_user_is_not_created_twice(run_command: Run) -> None:
    run_command("create-user", EMAIL, "--password", PASSWORD)

    result = run_command("create-user", EMAIL, "--password", PASSWORD)

    assert result.exit_code == 1
    assert "already has an account" in result.output


def test_a_time_zone_is_checked(run_command: Run) -> None:
    words = ("create-user", EMAIL, "--password", PASSWORD, "--time-zone")
    refused = run_command(*words, "Mars/Olympus")
    created = run_command(*words, "Europe/Berlin")

    assert (refused.exit_code, created.exit_code) == (2, 0)
    assert "use a name such as Europe/Berlin" in refused.output


def test_bad_answers_are_named(run_command: Run) -> None:
    result = run_command("create-user", "nobody", "--password", "short")

    assert result.exit_code == 1
    assert "email: " in result.output
    assert "password: " in result.output
