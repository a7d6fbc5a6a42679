"""The houses take part in the national monitor, with invented figures of a year that is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from beterdichtbij.demo.names import demo_id
from national import quarters
from national.actions.bringing import TO_CORRECT, decided
from national.actions.giving import give
from national.models import GivenFigure, Participation

Origin = GivenFigure.Origin
WHO = "Demo · functioneel beheerder"

BROUGHT = ("declared_written_consults", "telephone_consults")
# How many consults two specialisms had in the newest quarter.
HOUSES: dict[str, dict[str, int]] = {
    "lindeborg": {"reumatologie": 640, "interne geneeskunde": 410},
    "duinrand": {"farmacie": 380, "interne geneeskunde": 290},
    "waterkant": {"cardiologie": 1210, "interne geneeskunde": 820},
    "rode-beuk": {"longgeneeskunde": 310, "interne geneeskunde": 240},
    "kust": {"eerste lijn": 60, "wijkverpleging": 8},
}
GROWTH = (70, 80, 90, 100)
# Of so many of those quarters the demo world has conversations, which are counted as anywhere.
COUNTED = 2
# Conversations and patients in the quarters before. Who had fewer than ten since then takes part no longer.
BEFORE: dict[str, dict[str, tuple[int, int]]] = {
    "lindeborg": {"reumatologie": (48, 33)},
    "duinrand": {"farmacie": (22, 19)},
    "waterkant": {"cardiologie": (15, 13)},
    "rode-beuk": {"longgeneeskunde": (26, 18)},
}
JUST_NOW = "lindeborg"
STOPPED = ("duinrand", "waterkant")


def take_part(house: str) -> None:
    """Inside the job scope of the house; again does nothing."""
    if house not in HOUSES or Participation.objects.exists():
        return
    span = quarters.finished(len(GROWTH))
    for figure in BROUGHT:
        Participation.objects.create(figure=figure, since=span[0], agreed_by=WHO)
    for figure in ("conversations", "patients") if house in BEFORE else ():
        ended = {"until": span[-COUNTED], "stopped_by": WHO} if house in STOPPED else {}
        Participation.objects.create(figure=figure, since=span[0], agreed_by=WHO, **ended)
    organisation_id = demo_id("organisation", house)
    rows = [*_brought(house, span), *_before(house, span[:-COUNTED])]
    for row in rows:
        row.organisation_id = organisation_id
        row.given_at = _given_at(house, row, span[-1])
    GivenFigure.objects.bulk_create(rows)
    for quarter in span[-COUNTED:]:
        give(organisation_id=organisation_id, quarter=quarter)


def _given_at(house: str, row: GivenFigure, newest: date) -> datetime:
    """One house brought its newest figures just now, and can mend them for a week."""
    if house == JUST_NOW and row.quarter == newest:
        return timezone.now()
    return min(quarters.shown_from(row.quarter), timezone.now() - TO_CORRECT)


def _brought(house: str, span: list[date]) -> Iterator[GivenFigure]:
    for figure, factor in zip(BROUGHT, (1, 3), strict=True):
        for quarter, per_cent in zip(span, GROWTH, strict=True):
            numbers = {name: number * factor * per_cent // 100 for name, number in HOUSES[house].items()}
            about = {name: (number, number * 9 // 10 // factor) for name, number in numbers.items()}
            yield from _rows(quarter, figure, about, Origin.BROUGHT)


def _before(house: str, span: list[date]) -> Iterator[GivenFigure]:
    for quarter in span if house in BEFORE else ():
        talks = BEFORE[house]
        yield from _rows(quarter, "conversations", talks, Origin.COUNTED)
        people = {name: (patients, patients) for name, (_talks, patients) in talks.items()}
        yield from _rows(quarter, "patients", people, Origin.COUNTED)


def _rows(quarter: date, figure: str, about: dict[str, tuple[int, int]], origin: Origin) -> list[GivenFigure]:
    whole = (sum(number for number, _people in about.values()), sum(people for _, people in about.values()))
    return decided(
        [
            GivenFigure(
                quarter=quarter,
                figure=figure,
                specialism=name,
                number=number,
                is_whole=is_whole,
                people=people,
                origin=origin,
            )
            for name, (number, people), is_whole in [
                ("", whole, True),
                *((name, each, False) for name, each in about.items()),
            ]
        ]
    )
