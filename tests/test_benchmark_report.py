"""The report of the benchmark, from made-up figures: what it compares, and where it writes."""

from itertools import count

import pytest
from bakery import ROOT
from cells import Cell, Operation, Results
from report import (
    BEGIN,
    END,
    describe_growth,
    describe_machine,
    describe_operation,
    describe_speed,
    replace_between,
    summarize,
)

OURS, FASTAPI, FLASK = "ours, hypercorn", "FastAPI, same features", "Flask, same features"


def make_cell(requests_per_second: float, errors: int = 0) -> Cell:
    return Cell(requests_per_second, 1.5, 20.25, 300, 81.2, errors)


def make_results(**rounds: list[Cell]) -> Results:
    names = {"ours": OURS, "fastapi": FASTAPI, "flask": FLASK}
    return {(names[name], "todos"): cells for name, cells in rounds.items()}


def read_row(table: str, name: str) -> list[str]:
    (line,) = [line for line in table.splitlines() if line.startswith(f"| {name} |")]
    return line.strip("| ").split(" | ")[1:]


def test_a_ratio_is_the_median_of_the_ratios_of_each_round() -> None:
    # The second round met noise that slowed both. The ratio of the medians would be 3.33.
    ours = [make_cell(200), make_cell(100), make_cell(240)]
    results = make_results(ours=ours, fastapi=[make_cell(100), make_cell(50), make_cell(60)])

    _, table, *_ = describe_speed(results)

    assert read_row(table, OURS) == ["2.00"]
    assert read_row(table, FASTAPI) == ["1.00"]


@pytest.mark.parametrize("faulty", ["ours", "fastapi"])
def test_one_error_voids_the_cell_and_all_ratios_with_it(faulty: str) -> None:
    rounds = {"ours": [make_cell(200)] * 2, "fastapi": [make_cell(100)] * 2}
    rounds[faulty] = [make_cell(200), make_cell(200, errors=1)]
    title, table, *figures = describe_speed(make_results(**rounds))

    assert title.endswith(FASTAPI)
    assert read_row(table, OURS) == ["errors"]
    name = {"ours": OURS, "fastapi": FASTAPI}[faulty]
    assert [read_row(each, name) for each in figures[1::2]] == [["1 errors"]] * 5


def test_rounds_that_were_not_measured_for_both_are_no_pairs() -> None:
    results = make_results(ours=[make_cell(200)], fastapi=[make_cell(100)] * 2)

    with pytest.raises(ValueError, match="longer"):
        describe_speed(results)


def test_every_figure_has_a_table() -> None:
    parts = describe_speed(make_results(ours=[make_cell(1234.5)]))

    figures = {
        title: read_row(table, OURS) for title, table in zip(*[iter(parts)] * 2, strict=True)
    }
    assert figures == {
        "## Requests per second": ["1234"],
        "## Median latency, ms": ["1.50"],
        "## 99th percentile of latency, ms": ["20.2"],
        "## CPU of the server per request, µs": ["300"],
        "## Memory after the run, MB": ["81.2"],
    }


def test_the_growth_has_a_row_for_each_size() -> None:
    results = {(f"SQLite, {size} rows", "done"): [make_cell(1)] for size in (100, 1000)}

    _, latency, _, cpu = describe_growth(results)

    assert read_row(latency, "SQLite, 1000 rows") == ["1.50"]
    assert read_row(cpu, "SQLite, 100 rows") == ["300"]


def test_the_operation_tells_the_longest_wait() -> None:
    waits = [float(number) for number in range(1, 102)]

    _, table = describe_operation(
        {OURS: Operation(850, 28.5, waits), FLASK: Operation(90, None, waits)}
    )

    assert read_row(table, OURS) == ["850", "28.5", "51.0", "100", "101"]
    assert read_row(table, FLASK) == ["90.0", "-", "51.0", "100", "101"]


def test_the_machine_and_the_versions_are_named() -> None:
    described = describe_machine({"Python": "3.11.7", "PostgreSQL": "18.4"})

    assert "Versions: Python 3.11.7, PostgreSQL 18.4." in described
    assert "cores of" in described


def test_the_summary_compares_ours_alone_with_each_peer() -> None:
    speeds = count(100, 100)
    rounds = {name: [make_cell(next(speeds))] for name in ("ours", "fastapi", "flask")}

    lines = summarize(make_results(**rounds)).splitlines()

    assert lines[2:] == [f"| {OURS} : {FASTAPI} | 0.50 |", f"| {OURS} : {FLASK} | 0.33 |"]


def test_only_what_is_between_the_marks_is_replaced() -> None:
    written = replace_between(f"before\n\n{BEGIN}\n| old |\n{END}\n\nafter\n", "| new |")

    assert written == f"before\n\n{BEGIN}\n| new |\n{END}\n\nafter\n"
    assert replace_between(written, "| new |") == written


@pytest.mark.parametrize("text", ["none", f"{BEGIN}\nno end", f"{END}\n{BEGIN}\n"])
def test_a_text_without_both_marks_is_refused(text: str) -> None:
    with pytest.raises(SystemExit, match="needs the lines"):
        replace_between(text, "| new |")


def test_the_readme_has_the_marks() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert readme.count(BEGIN) == readme.count(END) == 1
    replace_between(readme, "| new |")
