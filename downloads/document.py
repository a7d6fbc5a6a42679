"""Conversations as a document to read or print, in any script that a name or a message is written in."""

from __future__ import annotations

import logging
import unicodedata
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from downloads.talks import About, Filled, Line, Talk

# They warn with the very signs that a font lacks, and those are the words of people.
for name in ("fpdf", "fontTools"):
    logging.getLogger(name).setLevel(logging.CRITICAL)

FONTS = settings.BASE_DIR / "static" / "vendor" / "dejavu-sans"
FAMILY = "DejaVu"
LAST_SIMPLE = "\u052f"  # Latin, Greek and Cyrillic stand before it
RIGHT_TO_LEFT = {"R", "AL"}
SOFT, INK = (80, 96, 106), (27, 42, 51)


class Pages(FPDF):
    """A4 with whose it is above and the number of the page below."""

    def __init__(self, heading: str) -> None:
        super().__init__(format="A4")
        self.heading = heading
        self.set_margins(20, 18)
        self.set_auto_page_break(True, 20)
        self.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_creator("BeterDichtbij")

    def header(self) -> None:
        self.say(self.heading, size=8, colour=SOFT)
        self.ln(2)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FAMILY, "", 8)
        self.set_text_color(*SOFT)
        self.cell(0, 6, str(self.page_no()), align=Align.C)

    def say(
        self, text: str, *, size: float = 10, bold: bool = False, colour: tuple[int, int, int] = INK
    ) -> None:
        """A paragraph, from the side where its script begins."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)
        text = unicodedata.normalize("NFC", text)
        self.set_text_shaping(needs_shaping(text))
        align = Align.R if is_right_to_left(text) else Align.L
        self.multi_cell(0, size * 0.55, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


class Document:
    """Takes conversations one by one and becomes a file."""

    suffix, content_type = "pdf", "application/pdf"

    def __init__(self, about: About) -> None:
        self.about = about
        self.pages = Pages(f"{about.patient} · {about.organisation}")
        self.pages.set_title(_("Conversations"))
        self.pages.set_lang("nl")
        self.pages.add_page()
        self._front()

    def add(self, talk: Talk) -> None:
        """One conversation, under a heading."""
        pages = self.pages
        pages.ln(6)
        if pages.will_page_break(30):
            pages.add_page()
        pages.start_section(talk.subject or talk.department)
        pages.say(talk.subject or talk.department, size=14, bold=True)
        about = _("%(department)s, since %(day)s") % {
            "department": talk.department,
            "day": _day(talk.started_at),
        }
        pages.say(about, size=9, colour=SOFT)
        for line in talk.lines:
            self._message(line)
        for filled in talk.filled:
            self._filled(filled)

    def finish(self) -> bytes:
        """The file."""
        return bytes(self.pages.output())

    def _front(self) -> None:
        about, pages = self.about, self.pages
        pages.say(_("Conversations"), size=20, bold=True)
        pages.say(about.patient, size=12)
        pages.say(about.organisation, size=12)
        pages.ln(2)
        pages.say(_("Made on %(moment)s.") % {"moment": _moment(about.made_at)}, colour=SOFT)
        if about.since:
            pages.say(_("From %(day)s.") % {"day": _date(about.since)}, colour=SOFT)
        if about.until:
            pages.say(_("Until the end of %(day)s.") % {"day": _date(about.until)}, colour=SOFT)
        pages.say(_("This is a copy of what was written. Keep it where nobody else reads it."), colour=SOFT)

    def _message(self, line: Line) -> None:
        pages = self.pages
        pages.ln(3)
        if pages.will_page_break(16):
            pages.add_page()
        pages.say(f"{_moment(line.sent_at)} · {_author(line, self.about)}", size=8.5, bold=True, colour=SOFT)
        for paragraph in line.text.splitlines() or [""]:
            pages.say(_printable(paragraph)) if paragraph.strip() else pages.ln(3)
        for file in line.files:
            sentence = _("With this message: %(name)s") % {"name": file.path or file.name}
            pages.say(_printable(sentence), size=9, colour=SOFT)

    def _filled(self, filled: Filled) -> None:
        pages = self.pages
        pages.ln(4)
        if pages.will_page_break(24):
            pages.add_page()
        pages.say(filled.title, size=11, bold=True)
        author = filled.author
        if filled.on_behalf:
            author = _("%(name)s, on behalf of the patient") % {"name": author}
        pages.say(f"{_moment(filled.sent_at)} · {author}", size=8.5, colour=SOFT)
        for question, answer in filled.answers:
            pages.say(_printable(question), size=9, colour=SOFT)
            for paragraph in answer.splitlines():
                pages.say(_printable(paragraph))


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script from right to left."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction == "L":
            return False
        if direction in RIGHT_TO_LEFT:
            return True
    return False


def needs_shaping(text: str) -> bool:
    """Whether letters join or marks are stacked. Shaping takes ten times as long, and most need none."""
    return any(sign > LAST_SIMPLE and unicodedata.category(sign)[0] in "LM" for sign in text) or any(
        unicodedata.combining(sign) for sign in text
    )


def _author(line: Line, about: About) -> str:
    author = line.author or about.organisation
    return _("%(name)s, on behalf of the patient") % {"name": author} if line.on_behalf else author


def _printable(text: str) -> str:
    return "".join(sign if sign == "\t" or unicodedata.category(sign) != "Cc" else " " for sign in text)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), _("j F Y, H.i"))


def _day(at: datetime) -> str:
    return _date(timezone.localtime(at).date())


def _date(day: date) -> str:
    return date_format(day, "j E Y")
