"""Uploads as they come, and as somebody hostile makes them, each with what becomes of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, PngImagePlugin
from pillow_heif import register_heif_opener

register_heif_opener()
# The test file that every scanner knows, in two parts so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SECRET = b"Zq-hidden-words"


@dataclass(frozen=True)
class Sample:
    """A file somebody sends; `becomes` is its kind afterwards, `refused` why it is not taken."""

    name: str
    make: Callable[[], bytes]
    becomes: str = ""
    refused: str = ""

    def __str__(self) -> str:
        return self.name


def picture(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Four corners of different colours, so that one can see which way is up."""
    made = Image.new(mode, (width, height), "red")
    made.paste("lime", (width // 2, 0, width, height // 2))
    made.paste("blue", (0, height // 2, width // 2, height))
    return made


def encoded(image: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def jpeg() -> bytes:
    return encoded(picture(), "JPEG", quality=90)


def jpeg_of_a_phone() -> bytes:
    """Lying on its side, with position, camera, a comment, a hidden thumbnail and XMP."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = SECRET.decode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (52.0, 5.0, 0.0)
    more = {"exif": exif, "comment": SECRET, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    return encoded(picture(), "JPEG", quality=90, **more)


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    return encoded(picture(mode="RGBA"), "PNG", pnginfo=words)


def heic() -> bytes:
    return encoded(picture(), "HEIF")


def zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.sh", SECRET)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that say they are many pixels."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND")


def png_bomb() -> bytes:
    """Really all those pixels, black: some tens of kilobytes that unpack to gigabytes."""
    width = height = 20_000
    packer = zlib.compressobj(9)
    row = bytes(1 + width * 3)
    packed = b"".join(packer.compress(row) for _ in range(2_000)) + packer.flush()
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND")


def chunk(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


CORPUS = [
    # What people send
    Sample("photo", jpeg, becomes="jpeg"),
    Sample("photo of a phone, on its side", jpeg_of_a_phone, becomes="jpeg"),
    Sample("HEIC", heic, becomes="jpeg"),
    Sample("WebP", lambda: encoded(picture(), "WEBP"), becomes="jpeg"),
    Sample("screenshot", png_with_words, becomes="png"),
    Sample("PNG with a palette", lambda: encoded(picture().convert("P"), "PNG"), becomes="png"),
    Sample("grey PNG of 16 bits", lambda: encoded(Image.new("I;16", (50, 50)), "PNG"), becomes="png"),
    Sample("JPEG for print", lambda: encoded(picture().convert("CMYK"), "JPEG"), becomes="jpeg"),
    Sample("PDF", pdf, becomes="pdf"),
    # Two things at once: the picture stays, the rest does not
    Sample("zip in a JPEG", lambda: jpeg() + zip_file(), becomes="jpeg"),
    Sample("script in a JPEG", lambda: jpeg() + b"<script>" + SECRET + b"</script>", becomes="jpeg"),
    Sample("PDF behind a PNG", lambda: png_with_words() + pdf() + SECRET, becomes="png"),
    # No picture and no PDF, whatever it is called
    Sample("SVG", svg, refused="kind"),
    Sample("HTML", lambda: b"<!doctype html><script>alert(1)</script>", refused="kind"),
    Sample("zip", zip_file, refused="kind"),
    Sample("program", lambda: b"\x7fELF" + bytes(64), refused="kind"),
    Sample("text", lambda: b"Beste dokter", refused="kind"),
    Sample("GIF", lambda: encoded(picture().convert("P"), "GIF"), refused="kind"),
    Sample("TIFF", lambda: encoded(picture(), "TIFF"), refused="kind"),
    Sample("HTML before a PDF", lambda: b"<html>" + pdf(), refused="kind"),
    Sample("film in the same box as HEIC", lambda: b"\0\0\0\x18ftypmp42" + bytes(100), refused="kind"),
    # More pixels than is good
    Sample("PNG bomb", png_bomb, refused="pixels"),
    Sample("PNG that claims the most there is", lambda: png_claiming(2**31 - 1, 2**31 - 1), refused="pixels"),
    Sample("just too many pixels", lambda: encoded(Image.new("1", (7100, 7100)), "PNG"), refused="pixels"),
    # Damaged
    Sample("half a photo", lambda: jpeg()[:400], refused="broken"),
    Sample("start of a photo only", lambda: b"\xff\xd8\xff\xe0" + bytes(40), refused="broken"),
    Sample("no pixels in it", lambda: png_claiming(10, 10), refused="broken"),
    Sample("HEIC of zeros", lambda: b"\0\0\0\x18ftypheic" + bytes(200), refused="broken"),
    Sample("half a PDF", lambda: pdf()[:30], refused="broken"),
]


@cache
def made(sample: Sample) -> bytes:
    return sample.make()
