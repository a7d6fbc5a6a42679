"""The houses take part in the national monitor, with invented figures of a year that is over."""

from __future__ import annotations

from beterdichtbij.demo.names import demo_id
from national import quarters
from national.models import GivenFigure, Participation, Profile

FIGURES = ("conversations", "patients", "declared_written_consults", "telephone_consults")
# Region, and how many consults two specialisms had in the newest quarter.
HOUSES: dict[str, tuple[str, dict[str, int]]] = {
    "lindeborg": ("gelderland", {"reumatologie": 640, "interne geneeskunde": 410}),
    "duinrand": ("zuid-holland", {"farmacie": 380, "interne geneeskunde": 290}),
    "waterkant": ("zuid-holland", {"cardiologie": 1210, "interne geneeskunde": 820}),
    "rode-beuk": ("gelderland", {"longgeneeskunde": 310, "interne geneeskunde": 240}),
    "kust": ("zuid-holland", {"eerste lijn": 60, "wijkverpleging": 8}),
}
GROWTH = (70, 80, 90, 100)


def take_part(house: str) -> None:
    """Inside the job scope of the house; again does nothing."""
    if house not in HOUSES or Profile.objects.exists():
        return
    region, consults = HOUSES[house]
    span = quarters.finished(len(GROWTH))
    Profile.objects.create(region=region)
    for figure in FIGURES:
        Participation.objects.create(figure=figure, since=span[0], agreed_by="Demo · functioneel beheerder")
    organisation_id = demo_id("organisation", house)
    for figure, factor in (("declared_written_consults", 1), ("telephone_consults", 3)):
        for quarter, per_cent in zip(span, GROWTH, strict=True):
            numbers = {name: number * factor * per_cent // 100 for name, number in consults.items()}
            rows = [(name, number, False) for name, number in numbers.items()]
            rows.append(("", sum(numbers.values()), True))
            GivenFigure.objects.bulk_create(
                GivenFigure(
                    organisation_id=organisation_id,
                    quarter=quarter,
                    figure=figure,
                    specialism=name,
                    number=number,
                    is_whole=is_whole,
                    people=number * 9 // 10 // factor,
                    origin=GivenFigure.Origin.BROUGHT,
                )
                for name, number, is_whole in rows
            )
