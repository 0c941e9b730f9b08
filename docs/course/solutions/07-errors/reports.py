"""Solution 2: only the error that is expected is named. The others go on to the handler."""

from pathlib import Path

from app.web.security import public
from quart import Quart
from werkzeug.exceptions import NotFound

FOLDER = Path("/no/such/folder")
REPORTS = {"sales": "Sales: 12", "taxes": FOLDER / "taxes.txt"}


def init_app(app: Quart) -> None:
    app.add_url_rule("/api/reports/<name>", view_func=show_report)


@public
async def show_report(name: str) -> tuple[dict[str, str], int]:
    report = REPORTS.get(name)
    if report is None:
        raise NotFound("There is no report of that name.")
    text = report if isinstance(report, str) else report.read_text(encoding="utf-8")
    return {"text": text}, 200
