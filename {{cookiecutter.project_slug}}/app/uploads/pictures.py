"""Pictures: checked by what they are, and made anew, small and without what a camera adds.

The stored one has only the pixels: no place where it was taken, and nothing that hides behind them.
"""

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

from quart import current_app
from werkzeug.exceptions import UnprocessableEntity, UnsupportedMediaType

if TYPE_CHECKING:
    from PIL import Image

TYPES = ("image/jpeg", "image/png", "image/webp")
STORED_TYPE = "image/webp"
SIDE = 256
# A picture of this size takes about 200 MB while it is read, if it is not a JPEG.
MAX_PIXELS = 25_000_000
AT_ONCE = 2

NO_PICTURE = "Send a picture as JPEG, PNG or WebP."
TOO_LARGE = (
    f"This picture has too many pixels. Use one of at most {MAX_PIXELS // 10**6} megapixels."
)
ANIMATED = "Animated pictures can't be used. Send a still one."
DAMAGED = "This picture is damaged. Send another one."


async def make_square(content: bytes) -> bytes:
    """Return the middle of a picture as a square of `SIDE` pixels, in WebP.

    It is made in a thread, and `AT_ONCE` at the same time. Raise `UnsupportedMediaType` if it is no
    picture, and `UnprocessableEntity` if it cannot be used.
    """
    turns: asyncio.Semaphore = current_app.extensions["PICTURE_TURNS"]
    async with turns:
        return await asyncio.to_thread(convert, content)


def convert(content: bytes) -> bytes:
    from PIL import Image  # imported only if it is used

    try:
        # It tells a picture by its first bytes, and reads no pixels yet.
        picture = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnprocessableEntity(TOO_LARGE) from error
    except Exception as error:
        raise UnsupportedMediaType(NO_PICTURE) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise UnprocessableEntity(TOO_LARGE)
    # The photos of some phones (MPO) are a JPEG with another one behind it, which is left out.
    if picture.format in {"PNG", "WEBP"} and getattr(picture, "is_animated", False):
        raise UnprocessableEntity(ANIMATED)
    try:
        return encode(picture)
    except Exception as error:
        # The parsers let errors of any kind through.
        raise UnprocessableEntity(DAMAGED) from error


def encode(picture: "Image.Image") -> bytes:
    from PIL import Image, ImageOps

    # A large JPEG is read at a fraction of its size.
    picture.draft("RGB", (4 * SIDE, 4 * SIDE))
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    upright = ImageOps.exif_transpose(picture)
    square = ImageOps.fit(upright.convert(mode), (SIDE, SIDE))
    # A new picture, because the other one still has the metadata.
    clean = Image.new(mode, square.size)
    clean.paste(square)
    output = BytesIO()
    clean.save(output, "WEBP", quality=85)
    return output.getvalue()
