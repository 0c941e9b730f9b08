"""Exercise 2: a view that catches every error, and tells its reason to everyone but the log."""

from pathlib import Path

from app.web.security import public
from quart import Quart

FOLDER = Path("/no/such/folder")
REPORTS = {"sales": "Sales: 12", "taxes": FOLDER / "taxes.txt"}


def init_app(app: Quart) -> None:
    app.add_url_rule("/api/reports/<name>", view_func=show_report)


@public
async def show_report(name: str) -> tuple[dict[str, str], int]:
    try:
        report = REPORTS[name]
        text = report if isinstance(report, str) else report.read_text(encoding="utf-8")
    except Exception as error:
        return {"error": repr(error)}, 500
    return {"text": text}, 200
