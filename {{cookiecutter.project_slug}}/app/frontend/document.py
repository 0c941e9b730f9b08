"""The OpenAPI document as a file, from which `make client` writes the types of the front end."""

import asyncio
import json
from typing import Any

import click
from quart import Quart
from quart.cli import ScriptInfo, pass_script_info

from app.config import PROJECT_FOLDER
from app.web.openapi import find_documentation

DOCUMENT = PROJECT_FOLDER / "frontend" / "openapi.json"


@click.command("write-api-document")
@pass_script_info
def write_api_document(info: ScriptInfo) -> None:
    """Write frontend/openapi.json, for `make client`."""
    document = asyncio.run(describe_api(info.load_app()))
    DOCUMENT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


async def describe_api(app: Quart) -> dict[str, Any]:
    """Return the part of the document that does not depend on settings, such as the app's name."""
    async with app.app_context():
        document = json.loads(find_documentation().document)
    return {
        "openapi": document["openapi"],
        "info": {"title": "API", "version": document["info"]["version"]},
        "paths": document["paths"],
        "components": {"schemas": document["components"]["schemas"]},
    }
