"""A logo is drawn anew from what was brought: nothing but a picture gets through. Pure: bytes in, PNG out."""

from __future__ import annotations

import warnings
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps

LARGEST_FILE = 2_000_000
MOST_PIXELS = 25_000_000
SIZE = (480, 160)
KINDS = ("PNG", "JPEG", "WEBP", "GIF")


class NotAPicture(ValueError):
    """What was brought cannot be shown as a picture."""


def draw(content: bytes) -> bytes:
    """Return the picture as a PNG that fits a bar; raises `NotAPicture`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=KINDS)
            if image.width * image.height > MOST_PIXELS:
                raise NotAPicture
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise NotAPicture from error
    drawn = ImageOps.exif_transpose(image).convert("RGBA")
    drawn.thumbnail(SIZE, Image.Resampling.LANCZOS)
    png = _png(drawn)
    # A photograph is no logo; with fewer colours it still fits.
    return png if len(png) <= 150_000 else _png(drawn.quantize(64))


def mark(png: bytes) -> str:
    """What names this picture in an address, so that a browser keeps it until another one comes."""
    return sha256(png).hexdigest()[:16]


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
