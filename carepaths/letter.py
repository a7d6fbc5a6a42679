"""A letter of a path as a PDF, in the language of its reader: large type, the name where a window shows it.

The product knows no postal addresses: under the name is room for the label of the organisation's own system.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from fpdf import FPDF

# They warn with the very signs that a font lacks, and those are the words of people.
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

FONTS = Path(settings.BASE_DIR) / "static/vendor/dejavu-sans"
MARGIN, WINDOW_TOP, DAY_TOP = 25.0, 50.0, 88.0


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What stands in the letter."""

    organisation: str
    department: str
    phone: str
    patient: str
    title: str
    text: str
    written_at: datetime
    language: str


def letter_pdf(facts: LetterFacts) -> bytes:
    """Draw the letter."""
    with translation.override(facts.language):
        sheet = _Sheet(facts)
        sheet.head()
        sheet.body()
        return bytes(sheet.pdf.output())


class _Sheet:
    """A4, from top to bottom; a long text goes on on the next."""

    def __init__(self, facts: LetterFacts) -> None:
        self.facts = facts
        self.is_bidi = translation.get_language_bidi()
        self.pdf = FPDF(format="A4")
        self.pdf.set_lang(facts.language)
        self.pdf.set_title(facts.title)
        self.pdf.set_creator("BeterDichtbij")
        self.pdf.add_font("letter", "", FONTS / "DejaVuSans.ttf")
        self.pdf.add_font("letter", "B", FONTS / "DejaVuSans-Bold.ttf")
        self.pdf.set_text_shaping(True, direction="rtl" if self.is_bidi else "ltr")
        self.pdf.set_margins(MARGIN, 20, MARGIN)
        self.pdf.set_auto_page_break(True, 20)
        self.pdf.add_page()

    def head(self) -> None:
        """Who sends it; the name in the window of the envelope; the day."""
        facts = self.facts
        self._write(facts.organisation, size=16, bold=True)
        self._write(facts.department, size=11)
        self._write(facts.phone, size=11)
        self.pdf.set_y(WINDOW_TOP)
        self._write(facts.patient, size=12)
        self.pdf.set_y(DAY_TOP)
        self._write(date_format(timezone.localdate(facts.written_at), "j E Y"), size=11)

    def body(self) -> None:
        """What it says."""
        self.pdf.ln(6)
        self._write(self.facts.title, size=16, bold=True)
        self.pdf.ln(3)
        for paragraph in self.facts.text.splitlines():
            self._write(paragraph, size=12) if paragraph.strip() else self.pdf.ln(4)

    def _write(self, text: str, *, size: int, bold: bool = False) -> None:
        self.pdf.set_font("letter", "B" if bold else "", size)
        align = "R" if self.is_bidi else "L"
        self.pdf.multi_cell(0, size * 0.5, _printable(text), align=align, new_x="LMARGIN", new_y="NEXT")


def _printable(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return "".join(sign if unicodedata.category(sign) != "Cc" else " " for sign in text)
