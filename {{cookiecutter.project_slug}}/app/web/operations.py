"""The operations of the OpenAPI document, as the page of the API lists them."""

from typing import Any, NamedTuple
from urllib.parse import quote


class Operation(NamedTuple):
    """A request that the API answers."""

    method: str
    path: str
    summary: str
    needs_login: bool
    link: str  # the part of the address after "#", with which Swagger UI shows the operation


def list_sections(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations by their tags, in the order of Swagger UI."""
    sections: dict[str, list[Operation]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            # Swagger UI calls the section of those without a tag so.
            for tag in operation.get("tags", ["default"]):
                listed = Operation(
                    method=method.upper(),
                    path=path,
                    summary=operation.get("summary", ""),
                    needs_login=bool(operation.get("security", document["security"])),
                    link=f"/{quote(tag, safe='')}/{quote(operation['operationId'], safe='')}",
                )
                sections.setdefault(tag, []).append(listed)
    return sections
