"""Makes a picture anew, in a process of its own with little memory and time and nothing else.

    python -I picture.py <most pixels>  < received  > header, picture, thumbnail

Run as a file, without Django: whatever a hostile picture does to a decoder, it does here. The first line of
what it prints is JSON: {"kind", "width", "height", "full", "small"} with sizes in bytes, or {"refused": why}.
Everything that is not the picture itself (position, camera, comments, hidden thumbnails, other files behind
it) stays behind, because only pixels are carried over.
"""

import io
import json
import resource
import sys

MEMORY = 1536 * 1024 * 1024
SECONDS = 40
LONGEST_SIDE = 4096
SMALL_SIDE = 480
LARGEST_PNG = 8 * 1024 * 1024


def limit() -> None:
    """Take away what decoding does not need; cannot be undone by this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    most_pixels = int(sys.argv[1])
    from PIL import Image, ImageCms, ImageOps  # before the limits: loading libraries is not what they are for
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = most_pixels
    limit()
    received = sys.stdin.buffer.read()
    try:
        picture = Image.open(io.BytesIO(received), formats=["JPEG", "PNG", "WEBP", "HEIF"])
        if picture.width * picture.height > most_pixels:
            return answer({"refused": "pixels"})
        is_drawing = picture.format == "PNG"
        if picture.mode in ("RGB", "RGBA", "L", "CMYK"):
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # a large photo is decoded smaller at once
        clean = cleaned(ImageOps.exif_transpose(picture), ImageCms, Image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return answer({"refused": "pixels"})
    except Exception:  # the border of this process: a decoder may raise anything
        return answer({"refused": "broken"})
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    kind, full = written(clean, is_drawing)
    width, height = clean.size
    clean.thumbnail((SMALL_SIDE, SMALL_SIDE))
    small = as_jpeg(clean, quality=80)
    sizes = {"full": len(full), "small": len(small)}
    answer({"kind": kind, "width": width, "height": height, **sizes}, full, small)


def cleaned(picture, colours, image):  # type: ignore[no-untyped-def]
    """The pixels alone, upright, in the colours every screen knows."""
    profile = picture.info.get("icc_profile")
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = colours.ImageCmsProfile(io.BytesIO(profile))
            of = picture if picture.mode != "RGBA" else plain
            mode = "RGBA" if of.mode == "RGBA" else "RGB"
            plain = colours.profileToProfile(of, source, colours.createProfile("sRGB"), outputMode=mode)
        except (colours.PyCMSError, ValueError, OSError):
            pass  # a profile that cannot be read: the colours as they are
    fresh = image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def written(picture, is_drawing):  # type: ignore[no-untyped-def]
    """A drawing or screenshot stays sharp as PNG, unless that is very large; a photo becomes a JPEG."""
    if is_drawing:
        out = io.BytesIO()
        picture.save(out, "PNG")
        if out.tell() <= LARGEST_PNG:
            return "png", out.getvalue()
    return "jpeg", as_jpeg(picture, quality=88)


def as_jpeg(picture, quality):  # type: ignore[no-untyped-def]
    from PIL import Image

    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=False, progressive=False)
    return out.getvalue()


def answer(header, *parts):  # type: ignore[no-untyped-def]
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + b"".join(parts))


if __name__ == "__main__":
    main()
