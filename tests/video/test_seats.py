"""Who may have a seat, who keeps it, and how many fit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AccessLogEntry
from people.models import Representation
from rowsecurity.errors import Refused
from rowsecurity.scopes import job_scope
from tenants.models import Membership
from tests.cast import make_patient, make_person, signed_in
from tests.conversations.stage import LOOKER, at_work, colleague
from tests.video.stage import again, planned, sit
from tests.video.test_bad_days import invited, proven
from video import queries
from video.actions import admitting, seats
from video.models import Seat, VideoVisit


def team(name: str, visit: VideoVisit) -> str:
    return reverse(f"video:{name}", args=["lindeborg", visit.id])


def own(name: str, visit: VideoVisit) -> str:
    return reverse(f"video:own_{name}", args=[visit.id])


def reading_along(house, name: str = "Noor") -> Representation:
    person = make_person(name)
    with job_scope(house.id):
        return Representation.objects.create(
            patient=house.patients["Alice"],
            person=person,
            ground="contact",
            starts_at=timezone.now() - timedelta(days=1),
        )


def test_a_relative_whose_access_ends_is_out_with_the_next_sign_of_the_team(lindeborg):
    visit, now = planned(lindeborg), timezone.now()
    access = reading_along(lindeborg)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    noors = sit(lindeborg, visit, access.person, "relative", admitted_at=now)
    alices = sit(lindeborg, visit, lindeborg.patients["Alice"].person, "patient", admitted_at=now)
    marieke.post(team("come", visit))

    marieke.post(team("here", visit))
    with job_scope(lindeborg.id):
        assert len(queries.inside(visit)) == 3
        Representation.objects.filter(id=access.id).update(ends_at=timezone.now())
    marieke.post(team("here", visit))

    with job_scope(lindeborg.id):
        assert noors.id not in queries.inside(visit) and alices.id in queries.inside(visit)
        assert AccessLogEntry.objects.filter(event="video.removed").count() == 1
        Representation.objects.filter(id=access.id).update(ends_at=None)
    # With access again one waits, until the team says so.
    noor = signed_in(access.person)
    noor.post(own("come", visit))
    assert 'data-phase="held"' in noor.post(own("here", visit)).content.decode()


def test_a_colleague_who_works_here_no_more_is_out_too(lindeborg):
    visit = planned(lindeborg)
    fatima = colleague(lindeborg, "Fatima")
    gone = sit(lindeborg, visit, fatima.person, "team", member=fatima, admitted_at=timezone.now())
    with job_scope(lindeborg.id):
        Membership.objects.filter(id=fatima.id).update(ended_at=timezone.now())
        admitting.put_out_strangers(visit=visit)
        assert Seat.objects.get(id=gone.id).left_at is not None


def test_a_member_who_is_the_patient_comes_by_each_door_with_a_seat_of_its_own(lindeborg):
    omar = colleague(lindeborg, "Omar")
    with job_scope(lindeborg.id):
        lindeborg.patients["Omar"] = make_patient("Omar", person=omar.person, number="omar")
    visit, omars = planned(lindeborg, "Omar"), signed_in(omar.person)

    omars.post(team("come", visit))
    omars.post(own("come", visit))

    assert 'data-phase="waiting"' in omars.get(own("state", visit)).content.decode()
    assert 'data-phase="in"' in omars.get(team("state", visit)).content.decode()
    with job_scope(lindeborg.id):
        assert sorted(Seat.objects.values_list("kind", flat=True)) == ["patient", "team"]


def test_who_waits_takes_no_place_and_one_is_kept_for_the_team(lindeborg):
    visit, now = planned(lindeborg), timezone.now()
    people = [make_person(f"W{number}") for number in range(6)]
    waiting = [sit(lindeborg, visit, person, "relative") for person in people]
    marieke = lindeborg.staff["Marieke"]
    given = {"member": marieke, "looker": LOOKER}
    with at_work(lindeborg):
        for each in waiting[:5]:
            admitting.admit(**given, visit=again(lindeborg, visit), seat=each)
        with pytest.raises(Refused):
            admitting.admit(**given, visit=again(lindeborg, visit), seat=waiting[5])
        assert seats.enter_as_team(**given, visit=again(lindeborg, visit)).is_in
        with pytest.raises(Refused):
            admitting.admit(**given, visit=again(lindeborg, visit), seat=waiting[5])
        # Somebody leaves, another is let in: who left counts when they come back.
        Seat.objects.filter(id=waiting[0].id).update(left_at=now)
        admitting.admit(**given, visit=again(lindeborg, visit), seat=waiting[5])
        with pytest.raises(Refused):
            seats.come_as_own_side(
                looker=LOOKER,
                visit=again(lindeborg, visit),
                person=people[0],
                is_patient=False,
                check=seats.Check(),
            )


def test_a_proven_code_renews_the_key_of_the_session_and_is_written_down(lindeborg):
    guest_id, token = invited(lindeborg, planned(lindeborg))
    browser = Client()
    browser.post(reverse("video:guest", args=[token]))
    before = browser.cookies["session"].value

    proven(lindeborg, browser, guest_id, token)

    assert browser.cookies["session"].value != before
    assert browser.get(reverse("video:guest_room", args=[token])).status_code == 200
    old = Client()
    old.cookies["session"] = before
    assert old.get(reverse("video:guest_room", args=[token])).status_code == 302
    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.get(event="video.guest_proven").role == "guest"
