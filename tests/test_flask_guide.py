"""The guide from Flask to Quart agrees with the rest of the repository."""

import re

from bakery import ROOT
from flask_sites import GUIDE, RUNS, read_commands, read_lines

PREPARATION = ["cd docs/flask-to-quart", "export SECRET_KEY=change-me"]


def test_every_command_of_the_guide_is_run_by_a_test() -> None:
    assert read_lines() == [*PREPARATION, *read_commands().values()]
    assert set(read_commands()) == set(RUNS)


def test_the_speed_in_the_guide_is_what_was_measured() -> None:
    benchmarks = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    table = benchmarks.partition("relative to Flask, same features")[2].partition("##")[0]
    guide = (GUIDE / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .* \| [\d.]+ \| [\d.]+ \|$", guide, re.MULTILINE)

    assert len(rows) == 4
    assert [row for row in rows if f"\n{row}\n" not in table] == []
    operation = benchmarks.partition("## Operation")[2]
    streams = re.findall(r"^\| ours, \w+ \| \d+ \| ([\d.]+) ", operation, re.MULTILINE)
    assert "open event stream took {:.0f} to {:.0f} kB".format(*map(float, streams)) in guide


def test_the_flask_application_is_small() -> None:
    files = [*GUIDE.glob("flask_app/**/*.py"), *GUIDE.glob("flask_app/**/*.html")]

    assert 200 < sum(len(path.read_text("utf-8").splitlines()) for path in files) <= 250
