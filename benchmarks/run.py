"""Compare the rendered application with its peers: `make bench`. README.md says how it is done."""

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent / "apps")]

from contestants import Contestant, list_contestants
from database import delete_new_todos, fill, run_postgres
from load import measure
from report import Results, write_report
from servers import check_answers, run_server

ROOT = Path(__file__).parent.parent
KINDS = ("json", "todos", "post", "page")
FIRST_PORT = 8600


def main() -> None:
    options = read_options()
    if shutil.which("wrk") is None:
        raise SystemExit("Install wrk first, such as by: apt-get install wrk")
    with TemporaryDirectory(prefix="bench-") as folder, run_postgres() as url:
        project = options.project or bake(Path(folder))
        shutil.copy(ROOT / "benchmarks/apps/ours.py", project / "bench_app.py")
        fill(project, url)
        chosen = [
            contestant
            for contestant in list_contestants(project, os.environ.get("BENCH_REDIS_URL", ""))
            if any(word in contestant.name for word in options.only or [""])
        ]
        results = run_rounds(chosen, url, Path(folder), options)
    write_report(results, options.write, ROOT / "docs/benchmarks.md")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of all contestants")
    parser.add_argument("--seconds", type=int, default=3, help="seconds of each cell")
    parser.add_argument("--only", nargs="*", help="parts of the names of contestants")
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    parser.add_argument("--project", type=Path, help="a rendered project that has its .venv")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    return parser.parse_args()


def bake(folder: Path) -> Path:
    """Write the default project, and install what its two servers need in production."""
    words = ["--no-input", "--default-config", "-o", str(folder), "project_slug=ours"]
    subprocess.run([sys.executable, "-m", "cookiecutter", str(ROOT), *words], check=True)
    project = folder / "ours"
    subprocess.run(
        ["uv", "sync", "--quiet", "--no-dev", "--group", "uvicorn"], cwd=project, check=True
    )
    compress = [str(project / ".venv/bin/python"), "-m", "app.web.static_files"]
    subprocess.run(compress, cwd=project, check=True)
    return project


def run_rounds(
    contestants: list[Contestant], url: str, folder: Path, options: argparse.Namespace
) -> Results:
    """Measure every cell once a round, one contestant after the other within each kind.

    All servers run all the time, so that none is cold, and only one is asked at a time.
    """
    results: Results = {(each.name, kind): [] for each in contestants for kind in options.kinds}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                run_server(contestant, url, FIRST_PORT + number, folder / f"{number}.log")
            )
            for number, contestant in enumerate(contestants)
        ]
        for server in servers:
            check_answers(server)
            for kind in options.kinds:
                measure(server, kind, 1)
        for number in range(options.rounds):
            for kind in options.kinds:
                for server in servers:
                    cell = measure(server, kind, options.seconds)
                    results[server.contestant.name, kind].append(cell)
                delete_new_todos(url)
            print(f"Round {number + 1} of {options.rounds} is done.", flush=True)
    return results


if __name__ == "__main__":
    main()
