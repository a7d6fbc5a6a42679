"""What somebody wants to see, as it stands in an address: when, in which steps, of whom, which figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring_export import months, spans
from monitoring_export.dictionary import FIGURES
from monitoring_export.groups import By

STEPS: dict[str, spans.Step] = {"dag": "day", "maand": "month", "kwartaal": "quarter", "jaar": "year"}
WAYS: dict[str, By] = {
    "organisatie": "organisation",
    "locatie": "location",
    "afdeling": "department",
    "specialisme": "specialism",
    "regio": "region",
}
# What a page can show, and what a file can hold.
ON_A_PAGE = {"day": 92, "month": 60, "quarter": 40, "year": 20}
IN_A_FILE = {"day": 3_700, "month": 360, "quarter": 120, "year": 30}
DAY = timedelta(days=1)
OLDEST = date(2001, 1, 1)
FIRST_FIGURE = "messages_people"


@dataclass(frozen=True, slots=True)
class Wish:
    """`first` to `last` (included) are days; departments are narrowed by one filter at most of each kind."""

    first: date
    last: date
    step: spans.Step = "month"
    by: By = "department"
    figure: str = FIRST_FIGURE
    department_id: UUID | None = None
    location_id: UUID | None = None
    specialism: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], most: Mapping[str, int] = ON_A_PAGE) -> Wish:
        """Take the wish from an address; what it does not understand is a year of months up to today."""
        today = timezone.localdate()
        last = min(_day(query.get("tot", "")) or today, today)
        step = STEPS.get(query.get("stap", ""), "month")
        first = _day(query.get("van", "")) or _usual_first(last, step)
        figure = query.get("cijfer", "")
        return cls(
            first=_within(min(first, last), last, step, most[step]),
            last=last,
            step=step,
            by=WAYS.get(query.get("per", ""), "department"),
            figure=figure if figure in FIGURES else FIRST_FIGURE,
            department_id=_id(query.get("afdeling", "")),
            location_id=_id(query.get("locatie", "")),
            specialism=query.get("specialisme", "")[:80],
        )

    @property
    def until(self) -> date:
        return self.last + timedelta(days=1)

    @property
    def periods(self) -> list[date]:
        """The first day of each step, oldest first."""
        begin, end = spans.widened(self.first, self.until, self.step)
        found = []
        while begin < end:
            found.append(begin)
            begin = after(begin, self.step)
        return found

    @property
    def query(self) -> str:
        """The wish as an address says it, to be read again by `read`."""
        said = {
            "van": self.first.isoformat(),
            "tot": self.last.isoformat(),
            "stap": _word(STEPS, self.step),
            "per": _word(WAYS, self.by),
            "cijfer": self.figure,
            "afdeling": str(self.department_id or ""),
            "locatie": str(self.location_id or ""),
            "specialisme": self.specialism,
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def is_running(self) -> bool:
        """Whether the last period goes on."""
        return after(self.periods[-1], self.step) > timezone.localdate()

    def named(self, start: date) -> str:
        """A period as people say it."""
        return period_name(start, self.step)


def after(start: date, step: spans.Step) -> date:
    """Where the next period begins."""
    return start + timedelta(days=1) if step == "day" else spans.end_of(start, step)


def before(start: date, step: spans.Step) -> date:
    """Where the period before it began."""
    return start - timedelta(days=1) if step == "day" else months.shifted(start, -spans.MONTHS[step])


def period_name(start: date, step: spans.Step) -> str:
    match step:
        case "day":
            return date_format(start, "j M Y")
        case "quarter":
            return _("%(year)s Q%(number)s") % {"year": start.year, "number": (start.month + 2) // 3}
        case "year":
            return str(start.year)
        case _:
            return date_format(start, "F Y")


def short_name(start: date, step: spans.Step) -> str:
    """A period as it stands under its bar."""
    forms = {"day": "j M", "month": "M y"}
    return date_format(start, forms[step]) if step in forms else period_name(start, step)


def _usual_first(last: date, step: spans.Step) -> date:
    """Thirty days, a year of months, three years of quarters, five years."""
    if step == "day":
        return max(last - timedelta(days=29), OLDEST)
    back = {"month": 11, "quarter": 33, "year": 48}[step]
    return max(months.shifted(last.replace(day=1), -back), OLDEST)


def _within(first: date, last: date, step: spans.Step, most: int) -> date:
    """Not more periods than that."""
    if step == "day":
        return max(first, last - timedelta(days=most - 1), OLDEST)
    back = (most - 1) * spans.MONTHS[step]
    return max(first, months.shifted(last.replace(day=1), -back), OLDEST)


def _word(words: Mapping[str, str], value: str) -> str:
    return next(word for word, each in words.items() if each == value)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found >= OLDEST else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
