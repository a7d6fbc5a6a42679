"""Both organisations take part in the national monitor with one figure; `world` calls it."""

from __future__ import annotations

from national import quarters
from national.models import GivenFigure, Participation
from tests.isolation.world import Side

FIGURE = "telephone_consults"


def seed(side: Side) -> None:
    """A quarter that is over, of two specialisms."""
    last = quarters.finished(1)[0]
    side.tell("quarter", "public", quarters.name(last))
    side.tell("form", "public", "csv")
    Participation.objects.create(
        figure=FIGURE, since=quarters.shifted(last, -3), agreed_by=side.word("staff")
    )
    for specialism in (None, "cardiologie", "reumatologie"):
        GivenFigure.objects.create(
            quarter=last,
            figure=FIGURE,
            is_whole=specialism is None,
            specialism=specialism or "",
            number=200 if specialism is None else 100,
            people=90,
            origin=GivenFigure.Origin.BROUGHT,
        )
