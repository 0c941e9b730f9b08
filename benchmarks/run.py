"""Compare the rendered application with its peers: `make bench`. README.md says how it is done."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent / "apps")]

import report
from cells import Results
from contestants import Contestant, list_contestants
from database import delete_new_todos, fill, read_version, run_postgres
from growth import SIZES, run_growth
from load import measure
from operation import run_operation
from servers import Server, check_answers, run_server

ROOT = Path(__file__).parent.parent
KINDS = ("json", "todos", "post", "page")
PARTS = ("speed", "operation", "growth")
FIRST_PORT = 8600
# Parts of the names of those whose start, streams and health are measured.
OPERATED = ("ours", "FastAPI", "Flask", "Django", "bare ASGI")
PACKAGES = ("quart", "hypercorn", "uvicorn", "gunicorn", "fastapi", "flask", "django", "litestar")


def main() -> None:
    options = read_options()
    if shutil.which("wrk") is None:
        raise SystemExit("Install wrk first, such as by: apt-get install wrk")
    with TemporaryDirectory(prefix="bench-") as name, run_postgres() as url:
        folder = Path(name)
        project = options.project or bake(folder)
        shutil.copy(ROOT / "benchmarks/apps/ours.py", project / "bench_app.py")
        fill(project, url)
        contestants = list_contestants(project, os.environ.get("BENCH_REDIS_URL", ""))
        chosen = choose(contestants, options.only or [""])
        parts = [report.describe_machine(list_versions(project, url))]
        if "speed" in options.parts:
            speed = run_rounds(chosen, url, folder, options)
            parts += report.describe_speed(speed)
        if "operation" in options.parts:
            operated = choose(chosen, OPERATED)
            parts += report.describe_operation(run_operation(operated, url, folder, options))
        if "growth" in options.parts:
            parts += report.describe_growth(run_growth(contestants[0], url, folder, options))
    text = "\n\n".join(parts)
    print(text)
    if options.write:
        write(text, f"{parts[0]}\n\n{report.summarize(speed)}")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of all contestants")
    parser.add_argument("--seconds", type=int, default=3, help="seconds of each cell")
    parser.add_argument("--only", nargs="*", help="parts of the names of contestants")
    parser.add_argument("--parts", nargs="*", default=PARTS, choices=PARTS)
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="rows of the growth")
    parser.add_argument("--starts", type=int, default=5, help="starts of each contestant")
    parser.add_argument("--streams", type=int, default=1000, help="event streams of each")
    parser.add_argument("--project", type=Path, help="a rendered project that has its .venv")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md, README.md")
    options = parser.parse_args()
    if options.write and (options.only or set(options.parts) != set(PARTS)):
        parser.error("--write needs all contestants and parts: leave out --only and --parts")
    return options


def bake(folder: Path) -> Path:
    """Write the default project, and install what its two servers need in production."""
    words = ["--no-input", "--default-config", "-o", str(folder), "project_slug=ours"]
    subprocess.run([sys.executable, "-m", "cookiecutter", str(ROOT), *words], check=True)
    project = folder / "ours"
    # Its peers run on this Python.
    sync = ["uv", "sync", "--quiet", "--no-dev", "--group", "uvicorn", "--python", sys.executable]
    subprocess.run(sync, cwd=project, check=True)
    compress = [str(project / ".venv/bin/python"), "-m", "app.web.static_files"]
    subprocess.run(compress, cwd=project, check=True)
    return project


def choose(contestants: list[Contestant], words: tuple[str, ...] | list[str]) -> list[Contestant]:
    return [each for each in contestants if any(word in each.name for word in words)]


def list_versions(project: Path, url: str) -> dict[str, str]:
    """Return the versions in use. Those of Quart and its servers are the project's own."""
    code = (
        "import json, platform\n"
        "from importlib.metadata import distributions\n"
        "found = {each.name.lower(): each.version for each in distributions()}\n"
        "print(json.dumps({'Python': platform.python_version(), **found}))"
    )
    found: dict[str, str] = {}
    for python in (sys.executable, str(project / ".venv/bin/python")):
        found |= json.loads(subprocess.check_output([python, "-c", code], text=True))
    names = ("Python", *(name for name in PACKAGES if name in found))
    return {**{name: found[name] for name in names}, "PostgreSQL": read_version(url)}


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
        warm_up(servers, options.kinds)
        for number in range(options.rounds):
            for kind in options.kinds:
                for server in servers:
                    cell = measure(server, kind, options.seconds)
                    results[server.contestant.name, kind].append(cell)
                delete_new_todos(url)
            print(f"Round {number + 1} of {options.rounds} is done.", flush=True)
    return results


def warm_up(servers: list[Server], kinds: list[str]) -> None:
    """Ask all servers at the same time, so that their pools are full and their code is loaded."""
    for kind in kinds:
        with ThreadPoolExecutor(len(servers)) as pool:
            list(pool.map(lambda server: measure(server, kind, 2), servers))  # noqa: B023


def write(text: str, summary: str) -> None:
    (ROOT / "docs/benchmarks.md").write_text(f"# Benchmarks\n\n{text}\n", encoding="utf-8")
    readme = ROOT / "README.md"
    written = report.replace_between(readme.read_text(encoding="utf-8"), summary)
    readme.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
