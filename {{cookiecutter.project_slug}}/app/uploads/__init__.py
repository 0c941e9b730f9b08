"""Files that people upload, in a folder or in object storage. The example is a profile picture."""

import asyncio
from datetime import timedelta

from quart import Quart


def init_app(app: Quart) -> None:
    from app.config import read_settings
    from app.uploads.locations import DEFAULT, UploadSettings

    url = read_settings(app, UploadSettings).storage_url
    is_production = app.config["SETTINGS"].is_production
    # In production, the default would be lost with its container. So nothing is stored there.
    app.extensions["STORAGE_URL"] = url or ("" if is_production else DEFAULT)

    from app.uploads.pictures import AT_ONCE

    app.extensions["PICTURE_TURNS"] = asyncio.Semaphore(AT_ONCE)

    from app.accounts.export import add_long_export
    from app.accounts.own_account import add_deletion
    from app.uploads import files

    add_long_export(app, "uploads", files.iterate_files)
    add_deletion(app, files.delete_files_of)

    from app.jobs import add_job

    add_job(app, files.delete_files, at_once=2)
    app.extensions["QUART_TASKS"].add_periodic_task(
        files.sweep_files, timedelta(days=1), name="sweep-files"
    )

    # % if cookiecutter.frontend == "htmx"
    from app.uploads import pages

    pages.init_app(app)

    # % endif
    from app.uploads import api

    app.register_blueprint(api.blueprint)
