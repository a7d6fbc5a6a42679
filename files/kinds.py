"""What a file is, by its first bytes. Its name and what the browser calls it say nothing."""

from __future__ import annotations

from files.models import StoredFile

# Of ISO base media files: the brands of HEIC and HEIF pictures.
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PICTURE, DOCUMENT = "picture", "document"
MEDIA_TYPES = {
    StoredFile.Kind.JPEG: "image/jpeg",
    StoredFile.Kind.PNG: "image/png",
    StoredFile.Kind.PDF: "application/pdf",
}


def recognise(start: bytes) -> str | None:
    """`PICTURE` (to be decoded and made anew), `DOCUMENT` (a PDF, as it is) or None: not accepted."""
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return PICTURE
    if start[4:8] == b"ftyp" and start[8:12] in _HEIF:
        return PICTURE
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return PICTURE
    return DOCUMENT if start.startswith(b"%PDF-") else None
