"""Pictures as cameras and people make them."""

from io import BytesIO
from typing import Any

from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112
RED, BLUE = (200, 30, 30), (30, 30, 200)


def make_picture(
    form: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any
) -> bytes:
    """Return a picture whose left half is red and whose right half is blue."""
    picture = Image.new(mode, size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    output = BytesIO()
    picture.save(output, form, **options)
    return output.getvalue()


def make_photo(orientation: int = 1) -> bytes:
    """Return a photo that says where it was taken and how the camera was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    exif[0x010E] = "taken at home"
    return make_picture(exif=exif, comment=b"a secret comment")


def make_animation(form: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), color) for color in (RED, BLUE)]
    output = BytesIO()
    frames[0].save(output, form, save_all=True, append_images=frames[1:])
    return output.getvalue()


def open_picture(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def read_color(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    color = picture.convert("RGB").getpixel((x, y))
    assert isinstance(color, tuple)
    return color


def is_close(color: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    """Return whether the colors are the same but for what compression changes."""
    return max(abs(a - b) for a, b in zip(color, expected, strict=True)) < 20
