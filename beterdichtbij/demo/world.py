"""Makes the whole demo world, in order; what is there already stays as it is."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from beterdichtbij.demo import week_elsewhere, week_lindeborg
from beterdichtbij.demo.bygone import write_bygone_months
from beterdichtbij.demo.cast import HOUSES, PATIENTS, POLIS, Registration
from beterdichtbij.demo.crowd import crowd
from beterdichtbij.demo.hospital import make_token
from beterdichtbij.demo.invitations import invite_now, write_invitations
from beterdichtbij.demo.lists import make_lists
from beterdichtbij.demo.monitor import take_part
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.organisations import make_organisations
from beterdichtbij.demo.people import make_patients, make_persons
from beterdichtbij.demo.photos import add_photo
from beterdichtbij.demo.talk import Talk, write_talk
from beterdichtbij.demo.visits import make_visits
from beterdichtbij.demo.work import write_work
from conversations.models import Conversation
from monitoring_export.days import count_days
from rowsecurity.scopes import job_scope

WEEK = (*week_lindeborg.WEEK, *week_elsewhere.WEEK)


def make_world() -> None:
    """Make what is missing of the demo world."""
    now = timezone.now()
    registrations = [*PATIENTS, *crowd()]
    make_persons(registrations)
    make_organisations()
    make_patients(registrations)
    for house in HOUSES:
        with job_scope(demo_id("organisation", house.slug)):
            _make_past(house.slug, registrations, now)
            make_visits(house.slug, now)
            make_lists(house.slug, now)
            take_part(house.slug)
    add_photo(organisation_id=demo_id("organisation", "lindeborg"), talk="henk-uitslag", name="arm.jpg")
    make_token()


def _make_past(house: str, registrations: list[Registration], now: datetime) -> None:
    """What was said and done at one organisation until now, and its figures; only while nothing was said yet."""
    if Conversation.objects.exists():
        return
    for talk in (talk for talk in WEEK if _house_of(talk) == house):
        write_talk(talk, now)
    write_bygone_months(house, registrations, now)
    write_invitations([each for each in registrations if each.house == house], now)
    if house == HOUSES[0].slug:
        invite_now("willem", house)
        write_work(now)
    count_days(organisation_id=demo_id("organisation", house))


def _house_of(talk: Talk) -> str:
    return next(poli.house for poli in POLIS if poli.code == talk.poli)
