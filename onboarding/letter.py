"""The letter with a short code and a QR code, as a PDF: large type, the name where a window shows it.

The product knows no postal addresses: under the name is room for the label of the organisation's own system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import segno
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf import FPDF

FONTS = Path(settings.BASE_DIR) / "static/vendor/dejavu-sans"
LEFT, WIDTH = 25.0, 160.0
WINDOW_TOP = 50.0
TEXT_TOP = 95.0


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What stands in the letter: no department, and nothing about health."""

    organisation: str
    phone: str
    patient: str
    code: str
    valid_until: datetime
    language: str = "nl"


def letter_pdf(facts: LetterFacts) -> bytes:
    """Draw the letter in the language of its reader."""
    with translation.override(facts.language):
        page = _Page(facts)
        page.head()
        page.explain()
        page.steps()
        return page.finish()


class _Page:
    """One sheet of A4, from top to bottom."""

    def __init__(self, facts: LetterFacts) -> None:
        self.facts = facts
        self.pdf = FPDF(format="A4")
        self.pdf.set_lang(facts.language)
        self.pdf.set_title(_("Your invitation to BeterDichtbij"))
        self.pdf.add_font("letter", "", FONTS / "DejaVuSans.ttf")
        self.pdf.add_font("letter", "B", FONTS / "DejaVuSans-Bold.ttf")
        self.pdf.set_text_shaping(True, direction="rtl" if translation.get_language_bidi() else "ltr")
        self.pdf.set_margins(LEFT, 20, LEFT)
        self.pdf.add_page()

    def head(self) -> None:
        """Who sends it; the name in the window of the envelope; the day."""
        self._at(20)
        self._write(self.facts.organisation, size=16, bold=True)
        self._write(self.facts.phone, size=11)
        self._at(WINDOW_TOP)
        self._write(self.facts.patient, size=12)
        self._at(TEXT_TOP - 12)
        self._write(date_format(timezone.localdate(), "j E Y"), size=11)

    def explain(self) -> None:
        """What it is for, in three sentences."""
        self._at(TEXT_TOP)
        self._write(_("Your invitation to BeterDichtbij"), size=18, bold=True)
        self.pdf.ln(3)
        said = _(
            "%(organisation)s invites you to BeterDichtbij. There you can ask your care team a question and"
            " read their answer, on your telephone or computer."
        )
        self._write(said % {"organisation": self.facts.organisation}, size=14)

    def steps(self) -> None:
        """What to do, beside the code to scan."""
        self.pdf.ln(5)
        address = f"{settings.PUBLIC_URL}/in/"
        top = self.pdf.get_y()
        self._scan_code(f"{address}?code={self.facts.code}", top)
        steps = [
            _("1. Scan the square, or go to %(address)s") % {"address": address.split("://")[1]},
            _("2. Fill in this code:"),
        ]
        for step in steps:
            self._write(step, size=14, width=WIDTH - 55)
            self.pdf.ln(2)
        self._write(self.facts.code, size=24, bold=True, width=WIDTH - 55)
        self.pdf.ln(2)
        self._write(
            _("3. Fill in your date of birth, and the code from a text message."), size=14, width=WIDTH - 55
        )
        self.pdf.set_y(max(self.pdf.get_y(), top + 55))
        self._foot()

    def finish(self) -> bytes:
        return bytes(self.pdf.output())

    def _foot(self) -> None:
        day = date_format(timezone.localtime(self.facts.valid_until), "j E Y")
        self._write(_("The code works until %(day)s, for you only.") % {"day": day}, size=14)
        self.pdf.ln(2)
        help_page = f"{settings.PUBLIC_URL}/hulp/".split("://")[1]
        said = _("Does it not work? Call %(organisation)s: %(phone)s. Or look at %(help)s.")
        values = {"organisation": self.facts.organisation, "phone": self.facts.phone, "help": help_page}
        self._write(said % values, size=14)
        self.pdf.ln(2)
        urgent = _("For questions that are not urgent. Urgent? Call your GP. Life in danger? Call 112.")
        self._write(urgent, size=12, bold=True)

    def _scan_code(self, address: str, top: float) -> None:
        image = BytesIO()
        segno.make(address, error="m").save(image, kind="png", scale=8, border=2)
        image.seek(0)
        self.pdf.image(image, x=LEFT + WIDTH - 50, y=top, w=50, alt_text=_("Square to scan"))

    def _at(self, y: float) -> None:
        self.pdf.set_xy(LEFT, y)

    def _write(self, text: str, *, size: int, bold: bool = False, width: float = WIDTH) -> None:
        self.pdf.set_font("letter", "B" if bold else "", size)
        align = "R" if translation.get_language_bidi() else "L"
        self.pdf.multi_cell(width, size * 0.5, text, align=align, new_x="LMARGIN", new_y="NEXT")
