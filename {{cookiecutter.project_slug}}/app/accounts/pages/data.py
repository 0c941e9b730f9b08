"""The page of your data: have it exported, follow the export, and download it."""

from datetime import timedelta

from quart import Response, flash, redirect, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit

from app.accounts.export import own_export
from app.accounts.own_password import fresh_login_required
from app.accounts.pages import blueprint
from app.accounts.sessions import current_user
from app.pages.rendering import is_for_part, render_part


@blueprint.get("/account/data")
@login_required
async def show_data() -> Response:
    export = await own_export.show_export()
    if is_for_part() and not (export and export.is_underway):
        # The buttons are in the page around the part.
        return Response(status=204, headers={"HX-Refresh": "true"})
    return await render_part(
        "accounts/data.html",
        "accounts/_progress.html",
        export=export,
        zone=current_user.user.time_zone,
    )


@blueprint.post("/account/export")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def request_export() -> ResponseReturnValue:
    await own_export.request_export()
    return redirect(url_for("accounts_pages.show_data"), 303)


@blueprint.post("/account/export/download")
@fresh_login_required
async def download_export() -> Response:
    return await own_export.send_export()


@blueprint.post("/account/export/cancel")
@login_required
async def cancel_export() -> ResponseReturnValue:
    await own_export.delete_export()
    await flash("Your export was canceled.", "done")
    return redirect(url_for("accounts_pages.show_data"), 303)
