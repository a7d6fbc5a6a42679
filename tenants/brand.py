"""The one colour of an organisation: readable on our pages, or the nearest that is. Pure; knows no database.

Everything else on a page derives from this colour in `static/css/tokens.css`.
"""

from __future__ import annotations

import re

# WCAG 2.2, 1.4.3, for words; against the darkest ground that words in this colour stand on (`--paper`).
READABLE = 4.5
PAPER = "#f8f6f1"
_COLOUR = re.compile(r"#[0-9a-f]{6}")

Channels = tuple[float, float, float]


def is_colour(text: str) -> bool:
    """Whether this is a colour as we store it: six hexadecimal digits in lower case."""
    return _COLOUR.fullmatch(text) is not None


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it: from 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_readable(colour: str) -> bool:
    """Whether white words on this colour, and words in this colour on a page, can be read."""
    return contrast(colour, PAPER) >= READABLE


def nearest_readable(colour: str) -> str:
    """Return the lightest readable colour of the same hue: what is offered when a colour is refused."""
    if is_readable(colour):
        return colour
    lightness, a, b = _oklab(colour)
    too_light, dark = lightness, 0.0
    while too_light - dark > 0.0005:
        middle = (too_light + dark) / 2
        if is_readable(_within_screen(middle, a, b)):
            dark = middle
        else:
            too_light = middle
    return _within_screen(dark, a, b)


def style_sheet(slug: str, colour: str) -> str:
    """Return the style sheet of one organisation. Both values are checked: no other text can get in."""
    if not (is_colour(colour) and re.fullmatch(r"[a-z0-9_-]+", slug)):
        raise ValueError("not a colour or not a name")
    return f'@layer tokens {{ [data-organisation="{slug}"] {{ --brand: {colour}; }} }}\n'


def _channels(colour: str) -> Channels:
    if not is_colour(colour):
        raise ValueError(f"not a colour: {colour!r}")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> Channels:
    red, green, blue = _channels(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _screen(lightness: float, a: float, b: float) -> Channels:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _within_screen(lightness: float, a: float, b: float) -> str:
    """Keep the hue and give up saturation until a screen can show the colour."""
    for step in range(20, -1, -1):
        channels = _screen(lightness, a * step / 20, b * step / 20)
        if all(-0.001 <= value <= 1.001 for value in channels):
            break
    digits = (round(_gamma(min(max(value, 0.0), 1.0)) * 255) for value in channels)
    return "#" + "".join(f"{digit:02x}" for digit in digits)
