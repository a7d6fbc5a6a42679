"""Finding words in a text whatever their accents and capitals, and showing where. No input or output."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

AROUND = 70  # signs before the first hit
LENGTH = 220
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool = False


def words_of(wish: str) -> list[str]:
    """What somebody looks for, word by word, as texts are compared."""
    return [word for word in (plain(each)[0] for each in wish.split()[:MOST_WORDS]) if word]


def plain(text: str) -> tuple[str, list[int]]:
    """The text without accents and capitals, and for each of its signs where that came from."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        for part in unicodedata.normalize("NFKD", sign.casefold()):
            if not unicodedata.combining(part):
                signs.append("i" if part == "ı" else part)
                places.append(at)
    return "".join(signs), places


def found_in(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the words stand, as ranges of the text; empty unless every word is there."""
    compared, places = plain(text)
    spans: list[tuple[int, int]] = []
    for word in words:
        at = compared.find(word)
        if at < 0:
            return []
        while at >= 0:
            spans.append((places[at], places[at + len(word) - 1] + 1))
            at = compared.find(word, at + len(word))
    return _joined(spans)


def excerpt(text: str, spans: list[tuple[int, int]]) -> list[Piece]:
    """The text around the first hit, with the hits marked."""
    begin = max(0, spans[0][0] - AROUND) if len(text) > LENGTH else 0
    end = min(len(text), begin + LENGTH)
    pieces = [Piece("… ")] if begin else []
    at = begin
    for start, stop in spans:
        if start >= end:
            break
        pieces += [Piece(text[at:start]), Piece(text[start : min(stop, end)], is_hit=True)]
        at = min(stop, end)
    return [*pieces, Piece(text[at:end] + (" …" if end < len(text) else ""))]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined
