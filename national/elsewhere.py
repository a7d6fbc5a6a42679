"""Figures of the monitor: those of the dictionary, and those that organisations bring from other systems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from monitoring_export.dictionary import FIGURES, NUMBER, Figure, Kind

ELSEWHERE: dict[str, Figure] = {
    each.key: each
    for each in (
        Figure(
            key="declared_written_consults",
            name=_("Declared written consults"),
            definition=_("Written consults that were declared to the health insurer in the quarter."),
            formula=_("Number of declared consults, by the day of the consult."),
            unit=NUMBER,
            kind=Kind.SUM,
        ),
        Figure(
            key="declared_video_consults",
            name=_("Declared video consults"),
            definition=_("Consults by video that were declared to the health insurer in the quarter."),
            formula=_("Number of declared consults, by the day of the consult."),
            unit=NUMBER,
            kind=Kind.SUM,
        ),
        Figure(
            key="telephone_consults",
            name=_("Telephone consults"),
            definition=_("Consults by telephone that were declared to the health insurer in the quarter."),
            formula=_("Number of declared consults, by the day of the consult."),
            unit=NUMBER,
            kind=Kind.SUM,
        ),
        Figure(
            key="outpatient_visits",
            name=_("Visits to the outpatient clinic"),
            definition=_("First and repeated visits to an outpatient clinic, on the spot."),
            formula=_("Number of visits, by the day of the visit."),
            unit=NUMBER,
            kind=Kind.SUM,
        ),
    )
}


def known() -> dict[str, Figure]:
    """Every figure an organisation can take part with."""
    return {**FIGURES, **ELSEWHERE}


def is_additive(figure: str) -> bool:
    """Whether the figures of parts add up to that of the whole."""
    return known()[figure].kind is Kind.SUM
