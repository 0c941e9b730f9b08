"""The OpenAPI document, which quart-schema makes from the routes, and the page of the API."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import msgspec
from quart import Blueprint, Quart, Response, current_app, json, render_template
from quart_auth import current_user
from quart_rate_limiter import QUART_RATE_LIMITER_EXEMPT_ATTRIBUTE
from quart_schema import APIKeySecurityScheme, Info, QuartSchema, hide
from quart_schema.openapi import OpenAPIProvider
from quart_schema.validation import (
    QUART_SCHEMA_QUERYSTRING_ATTRIBUTE,
    QUART_SCHEMA_REQUEST_ATTRIBUTE,
    DataSource,
)
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import BaseConverter, Rule, UUIDConverter

from app.config import Settings
from app.web.error_formats import ErrorFormat, find_error_format
from app.web.errors import Problem
from app.web.operations import Operation, list_sections
from app.web.schemes import is_session_only
from app.web.security import public

blueprint = Blueprint(
    "docs",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/docs/static",
)

REFERENCE = "#/components/schemas/{name}"

# `<name>`, `<int:name>` or `<string(length=2):name>` in the rule of a route.
PARAMETER = re.compile(r"<(?:[^<>]*:)?(\w+)>")

# The types of the files that a view takes, and of those that it sends.
TAKEN_FILES, SENT_FILES = "taken_files", "sent_files"

View = TypeVar("View", bound=Callable[..., Any])

# Paths for programs, which the document lists. All others are pages for people.
API_PATHS = ("/api/", "/livez", "/readyz", "/openapi.json")


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    QuartSchema(
        app,
        info=Info(settings.app_name, "0.1.0", description=settings.app_description or None),
        # Pydantic checks requests, because it reports every bad field. msgspec writes responses,
        # because it is several times faster.
        conversion_preference="msgspec",
        openapi_provider_class=ProblemProvider,
        # Its pages load scripts from other hosts. The routes below serve them from here.
        openapi_path=None,
        security_schemes={
            "session": APIKeySecurityScheme(in_="cookie", name=app.config["QUART_AUTH_COOKIE_NAME"])
        },
        security=[{"session": []}],
    )
    app.cli.commands["schema"].help = "Print the OpenAPI document."  # quart-schema gives none
    app.register_blueprint(blueprint)


@blueprint.get("/openapi.json")
@public
@hide
async def show_document() -> Response:
    return Response(find_documentation().document, content_type="application/json")


@blueprint.get("/docs")
@public
async def show_docs() -> str:
    await current_user.is_authenticated  # The header depends on the person.
    # An app without pages has no layout for them.
    layout = current_app.jinja_env.select_template(["layout.html", "plain_layout.html"])
    return await render_template(
        "docs.html",
        layout=layout,
        sections=find_documentation().sections,
        has_schemes="SCHEMES" in current_app.extensions,
    )


def takes_file(*types: str) -> Callable[[View], View]:
    """Document that the body of a request is a file of one of these types."""

    def mark(view: View) -> View:
        setattr(view, TAKEN_FILES, types)
        return view

    return mark


def sends_file(*types: str) -> Callable[[View], View]:
    """Document that a view answers with a file of one of these types."""

    def mark(view: View) -> View:
        setattr(view, SENT_FILES, types)
        return view

    return mark


class Documentation(NamedTuple):
    """The OpenAPI document as it is sent, and its operations for the page."""

    document: str
    sections: dict[str, list[Operation]]


def find_documentation() -> Documentation:
    # Making it takes long, and it never changes while the app runs.
    if "DOCUMENTATION" not in current_app.extensions:
        schema: QuartSchema = current_app.extensions["QUART_SCHEMA"]
        document = schema.openapi_provider.schema()
        # Unsorted, the routes are in the order in which their modules have them.
        text = json.dumps(document, sort_keys=False)
        current_app.extensions["DOCUMENTATION"] = Documentation(text, list_sections(document))
    documentation: Documentation = current_app.extensions["DOCUMENTATION"]
    return documentation


class ProblemProvider(OpenAPIProvider):
    """A provider that adds the errors that each route can answer with to the document."""

    def schema(self) -> dict[str, Any]:
        self._ids: set[str] = set()
        schema = super().schema()
        formats: dict[str, ErrorFormat] = self._app.extensions.get("ERROR_FORMATS", {})
        models = [Problem, *(form.model for form in formats.values())]
        _, components = msgspec.json.schema_components(models, ref_template=REFERENCE)
        schema["components"]["schemas"].update(components)
        return schema

    def generate_rules(self) -> Iterable[Rule]:
        rules = [rule for rule in super().generate_rules() if rule.rule.startswith(API_PATHS)]
        # Readers look for the features first, and seldom for the state of the app.
        return sorted(rules, key=lambda rule: not rule.rule.startswith("/api/"))

    def build_paths(self, rule: Rule) -> tuple[dict[str, Any], dict[str, Any]]:
        paths, components = super().build_paths(rule)
        (operations,) = paths.values()
        view = self._app.view_functions[rule.endpoint]
        blueprint = self._app.blueprints.get(rule.endpoint.rpartition(".")[0])
        for method, operation in operations.items():
            # Views of two blueprints may have the same name. An ID must be of one operation.
            if operation["operationId"] in self._ids:
                operation["operationId"] = f"{method}_{rule.endpoint.replace('.', '_')}"
            self._ids.add(operation["operationId"])
            responses = operation["responses"]
            if taken := getattr(view, TAKEN_FILES, ()):
                operation["requestBody"] = {"required": True, "content": describe_files(taken)}
            if sent := getattr(view, SENT_FILES, ()):
                content = describe_files(sent)
                responses |= {
                    200: {"description": "The file.", "content": content},
                    206: {"description": "The part of it that `Range` names.", "content": content},
                }
            if not any(status < 400 for status in responses):
                # A view without a response model answers with an empty body.
                responses = {204: {"description": "Done."}, **responses}
            stated = [status for status in responses if status >= 400]
            for status in (*stated, *list_problem_statuses(rule, view)):
                form = find_error_format(self._app.extensions, rule.endpoint)
                responses[status] = document_error(status, form)
            operation["responses"] = {
                str(status): responses[status] for status in sorted(responses)
            }
            if getattr(view, "public", False):
                operation["security"] = []
            elif is_session_only(view, blueprint):
                operation["security"] = [{"session": []}]
        # Quart-schema's own path loses all before the last colon, with the parameters in there.
        return {PARAMETER.sub(r"{\1}", rule.rule): operations}, components

    def build_path_parameter(self, name: str, converter: BaseConverter) -> dict[str, Any]:
        parameter = super().build_path_parameter(name, converter)
        if isinstance(converter, UUIDConverter):
            parameter["schema"]["format"] = "uuid"
        return parameter

    def build_request_body(
        self, model: Any, source: DataSource
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        body, components = super().build_request_body(model, source)
        return {"required": True, **body}, components

    def build_response_object(
        self, model: Any, headers_model: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        (schema,), components = msgspec.json.schema_components([model], ref_template=REFERENCE)
        description = (model.__doc__ or "").partition("\n")[0]
        return {
            "description": description,
            "content": {"application/json": {"schema": schema}},
        }, components


def describe_files(types: Iterable[str]) -> dict[str, Any]:
    return {each: {"schema": {"type": "string", "format": "binary"}} for each in types}


def document_error(status: int, form: ErrorFormat | None) -> dict[str, Any]:
    model = form.model if form else Problem
    content_type = form.content_type if form else "application/problem+json"
    schema = {"$ref": REFERENCE.format(name=model.__name__)}
    return {
        "description": HTTP_STATUS_CODES[status],
        "content": {content_type: {"schema": schema}},
    }


def list_problem_statuses(rule: Rule, view: Any) -> Iterable[int]:
    yield from (500, 503)
    if not getattr(view, QUART_RATE_LIMITER_EXEMPT_ATTRIBUTE, False):
        yield 429
    if not getattr(view, "public", False):
        yield 401
    if rule.methods and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
        yield 403  # a request from another site
    if "SCHEMES" in current_app.extensions and not getattr(view, "public", False):
        yield 403  # a token without the scope
    if rule.arguments:
        yield 404
    if hasattr(view, QUART_SCHEMA_REQUEST_ATTRIBUTE):
        yield from (400, 413, 415, 422)
    if hasattr(view, TAKEN_FILES):
        yield from (400, 408, 413, 415, 422)
    if hasattr(view, SENT_FILES):
        yield from (404, 416)
    if hasattr(view, QUART_SCHEMA_QUERYSTRING_ATTRIBUTE):
        yield 422
