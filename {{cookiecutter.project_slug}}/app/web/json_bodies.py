"""JSON bodies: refused unless they are what programs agree on, and written by msgspec."""

from typing import Any, NoReturn

import msgspec
from quart import Quart, Request, Response, json, request
from quart.json.provider import DefaultJSONProvider
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.web import bodies

BROKEN_JSON = "The body is not valid JSON."


class EncodedBody(UnsupportedMediaType):
    """A body that is compressed. Unpacked, it could be of any size."""

    description = "Send the body without a Content-Encoding."

    def get_headers(self, *arguments: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*arguments), ("Accept-Encoding", "identity")]


class StrictJson:
    """Reads JSON, but no object that has one key twice. Programs differ in which they take."""

    @staticmethod
    def loads(text: str | bytes) -> Any:
        return json.loads(text, object_pairs_hook=build_object)


class JsonRequest(Request):
    """A request that is refused with 415 if its body is not JSON, and with 400 if it is broken."""

    body_class = bodies.LimitedBody
    form_data_parser_class = bodies.MemoryFormParser

    async def get_json(self, *args: Any, **kwargs: Any) -> Any:
        if not self.is_json:
            raise UnsupportedMediaType("Send the body as application/json.")
        self.json_module = StrictJson
        try:
            return await super().get_json(*args, **kwargs)
        except (RecursionError, UnicodeDecodeError) as error:
            raise BadRequest(BROKEN_JSON) from error

    def on_json_loading_failed(self, error: Exception | None) -> NoReturn:
        raise BadRequest(BROKEN_JSON) from error


class FastJson(DefaultJSONProvider):
    """Quart's provider, but msgspec writes the bodies of responses, in a tenth of the time."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        body = msgspec.json.encode(self._prepare_response_obj(args, kwargs), enc_hook=str)
        return Response(body, content_type="application/json")


def init_app(app: Quart) -> None:
    app.request_class = JsonRequest
    app.json = FastJson(app)
    bodies.init_app(app)
    app.before_request(refuse_encoded_body)


async def refuse_encoded_body() -> None:
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise EncodedBody


def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of these keys. Raise `BadRequest` if two of them are equal."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadRequest(f"The body has {json.dumps(name)} twice in one object.")
        found[name] = value
    return found
