"""Send an uploaded file to someone who may see it, whole or a part, and so that it does no harm."""

from urllib.parse import quote

from quart import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from app.uploads.queries import Upload
from app.uploads.storage import read_object

# A file that is opened by itself is a page of this origin. It runs nothing, and loads nothing.
POLICY = "sandbox; default-src 'none'"
# Quart's default of a minute is too short for a large file and a slow client.
SECONDS = 60 * 60


async def send_upload(upload: Upload, filename: str) -> Response:
    """Respond with a file. Check before that the person may see it: this sends it to anyone.

    Browsers store it under `filename`, show it in an `<img>`, and keep no copy. It is read chunk
    by chunk. Raise `NotFound` if it is missing in the storage.
    """
    etag = f'"{upload.sha256}"'
    part = read_range(etag, upload.size)
    start, end = part or (0, upload.size)
    body = await read_object(upload.id, end if request.method == "HEAD" else start, end)
    response = Response(body, 206 if part else 200, content_type=upload.content_type)
    response.content_length = end - start
    response.timeout = SECONDS
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{upload.size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "no-store"
    response.headers.set("Content-Disposition", "attachment", **name_file(filename))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["ETag"] = etag
    return response


def name_file(filename: str) -> dict[str, str]:
    """Return the name as options of a header, which takes only ASCII as it is."""
    if filename.isascii():
        return {"filename": filename}
    return {"filename*": f"UTF-8''{quote(filename, safe='')}"}


def read_range(etag: str, size: int) -> tuple[int, int] | None:
    """Return the part to send, or None for all of it. Raise if the file does not reach there.

    Several ranges are answered with all of it, as HTTP allows.
    """
    asked = request.range
    if request.method not in {"GET", "HEAD"} or asked is None or asked.units != "bytes":
        return None
    if len(asked.ranges) != 1 or request.headers.get("If-Range", etag) != etag:
        return None
    part = asked.range_for_length(size)
    if part is None:
        raise RequestedRangeNotSatisfiable(size)
    return part
