"""Makes the whole demo world, in order; what is there already stays as it is."""

from __future__ import annotations

from itertools import groupby

from django.utils import timezone

from beterdichtbij.demo import week_elsewhere, week_lindeborg
from beterdichtbij.demo.cast import POLIS
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.organisations import make_organisations
from beterdichtbij.demo.people import make_patients, make_persons
from beterdichtbij.demo.talk import Talk, write_talk
from rowsecurity.scopes import job_scope


def make_world() -> None:
    """Make what is missing of the demo world."""
    make_persons()
    make_organisations()
    make_patients()
    make_week()


def make_week() -> None:
    """Bring in the conversations of the last days, one organisation at a time."""
    now = timezone.now()
    talks = sorted((*week_lindeborg.WEEK, *week_elsewhere.WEEK), key=house_of)
    for house, group in groupby(talks, key=house_of):
        with job_scope(demo_id("organisation", house)):
            for talk in group:
                write_talk(talk, now)


def house_of(talk: Talk) -> str:
    return next(poli.house for poli in POLIS if poli.code == talk.poli)
