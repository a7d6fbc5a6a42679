"""The name of a file as a person may see it. It never becomes a path."""

from __future__ import annotations

import unicodedata

from files.limits import LONGEST_NAME

ENDINGS = {"jpeg": ".jpg", "png": ".png", "pdf": ".pdf"}


def cleaned(name: str) -> str:
    """What somebody's device called it, without folders, control signs and signs that turn the text."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return " ".join(plain.split()).strip(". ")[-LONGEST_NAME:] or "file"


def given_back(name: str, kind: str) -> str:
    """The name under which it is given back: the ending says what it has become."""
    ending = ENDINGS.get(kind, "")
    stem, dot, _old = name.rpartition(".")
    return f"{stem if dot and stem else name}{ending}"
