"""Planning, the waiting room, letting in one by one, and what is left of a visit afterwards."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations.models import Message
from rowsecurity.errors import Invalid, Refused
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, locked
from tests.video.stage import again, changed, planned, seat
from video import queries, rooms, rules
from video.actions import admitting, ending, planning
from video.models import Seat, VideoVisit

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def own(name: str, visit: VideoVisit) -> str:
    return reverse(f"video:own_{name}", args=[visit.id])


def team(name: str, visit: VideoVisit) -> str:
    return reverse(f"video:{name}", args=["lindeborg", visit.id])


def last_line(house, visit) -> Message:
    with job_scope(house.id):
        return Message.objects.filter(conversation_id=visit.conversation_id).last()


def test_a_room_opens_half_an_hour_before_and_closes_two_hours_after():
    starts_at = datetime(2026, 11, 30, 10, 20, tzinfo=AMSTERDAM)
    window = rules.window(starts_at, 20, started_at=None)

    assert not window.has_opened(starts_at - timedelta(minutes=31))
    assert window.is_open(starts_at - timedelta(minutes=30))
    assert window.is_open(starts_at + timedelta(minutes=139))
    assert window.has_closed(starts_at + timedelta(minutes=140))
    late = rules.window(starts_at, 20, started_at=starts_at + timedelta(hours=1))
    assert late.is_open(starts_at + timedelta(minutes=199))


def test_a_desk_is_open_on_its_days_and_hours_only():
    monday = datetime(2026, 11, 30, 19, 30, tzinfo=AMSTERDAM)
    hours = ([0, 2], time(19), time(21))

    assert rules.is_desk_open(*hours, monday)
    assert not rules.is_desk_open(*hours, monday + timedelta(days=1))
    assert not rules.is_desk_open(*hours, monday.replace(hour=21, minute=0))


def test_planning_says_so_in_the_conversation_and_twice_is_once(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
        starts_at = timezone.now() + timedelta(minutes=10)
        plan = planning.Plan(uuid4(), starts_at, 20, lindeborg.staff["Marieke"])
        conversation = locked(lindeborg, conversation)
        visit = planning.plan(conversation=conversation, plan=plan, **given)
        assert planning.plan(conversation=conversation, plan=plan, **given).id == visit.id
        assert VideoVisit.objects.count() == 1

    line = last_line(lindeborg, visit)
    assert line.kind == "event" and "Marieke" in line.body
    with person_scope(lindeborg.patients["Alice"].person_id):
        assert VideoVisit.objects.count() == 1
    with person_scope(lindeborg.patients["Bob"].person_id):
        assert not VideoVisit.objects.exists()


@pytest.mark.parametrize(("minutes_ahead", "minutes"), [(-5, 20), (10, 4), (10, 121)])
def test_an_impossible_plan_is_refused(lindeborg, minutes_ahead, minutes):
    conversation = asked(lindeborg)
    starts_at = timezone.now() + timedelta(minutes=minutes_ahead)
    with at_work(lindeborg), pytest.raises(Invalid):
        planning.plan(
            member=lindeborg.staff["Marieke"],
            looker=LOOKER,
            conversation=locked(lindeborg, conversation),
            plan=planning.Plan(uuid4(), starts_at, minutes, lindeborg.staff["Marieke"]),
        )


def test_the_patient_waits_is_let_in_and_hangs_up_and_a_line_is_left(lindeborg):
    visit = planned(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)
    marieke = signed_in(lindeborg.staff["Marieke"].person)

    page = alice.get(own("room", visit))
    assert 'data-phase="lobby"' in page.content.decode()
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    alice.post(own("come", visit), {"camera": "ja", "microfoon": "nee", "verbinding": "poor"})
    waiting = alice.post(own("here", visit)).content.decode()
    assert 'data-phase="waiting"' in waiting and "Marieke" in waiting
    assert "visit-people" in waiting and "Alice" not in waiting

    board = marieke.get(reverse("video:board", args=["lindeborg"])).content.decode()
    assert 'data-count="1"' in board and "slechte verbinding" in board
    marieke.post(team("come", visit))
    alices = seat(lindeborg, visit, "Alice")
    state = marieke.post(team("admit", visit), {"stoel": alices.id, "terug": "stand"}).content.decode()
    assert str(alices.id) in state and 'data-phase="in"' in state
    assert 'data-phase="in"' in alice.post(own("here", visit)).content.decode()

    alice.post(own("leave", visit))
    marieke.post(team("leave", visit))
    assert 'data-phase="over"' in alice.get(own("state", visit)).content.decode()
    line = last_line(lindeborg, visit).body
    assert "gehouden" in line and "Alice" in line and "Marieke" in line and "1 min" in line


def test_no_offer_is_answered_before_admission_on_hold_after_removal_or_after_the_end(lindeborg):
    visit = planned(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)

    def offers():
        return alice.post(own("connect", visit), {"offer": "v=0"}, content_type="application/json")

    refused = offers()
    assert refused.status_code == 409 and "binnengelaten" in refused.json()["sentence"]
    alice.post(own("come", visit))
    assert offers().status_code == 409
    with at_work(lindeborg):
        given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
        at = {"visit": again(lindeborg, visit), "seat": Seat.objects.get()}
        admitting.admit(**given, **at)
        admitting.hold(**given, **at)
    assert offers().status_code == 409
    with at_work(lindeborg):
        admitting.admit(**given, visit=again(lindeborg, visit), seat=Seat.objects.get())
    # Let in: what is missing now is a worker, which no test of pages has.
    assert offers().status_code == 503
    with at_work(lindeborg):
        admitting.remove(**given, visit=again(lindeborg, visit), seat=Seat.objects.get())
    assert offers().status_code == 409
    assert alice.post(own("come", visit)).status_code == 409
    changed(lindeborg, visit, ended_at=timezone.now())
    assert "voorbij" in offers().json()["sentence"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"offer": 4}', b"x" * (rooms.LARGEST_OFFER + 1)], ids=range(5)
)
def test_an_offer_that_is_none_is_refused_before_a_worker_is_asked(lindeborg, body):
    visit = planned(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)
    alice.post(own("come", visit))
    with at_work(lindeborg):
        marieke = lindeborg.staff["Marieke"]
        admitting.admit(member=marieke, looker=LOOKER, visit=again(lindeborg, visit), seat=Seat.objects.get())

    answer = alice.post(own("connect", visit), body, content_type="application/json")

    assert answer.status_code == 422 and answer.json()["sentence"]


def test_outside_its_window_nobody_comes_in(lindeborg):
    visit = planned(lindeborg, minutes_ahead=45)
    alice = signed_in(lindeborg.patients["Alice"].person)
    marieke = signed_in(lindeborg.staff["Marieke"].person)

    assert 'data-phase="early"' in alice.get(own("room", visit)).content.decode()
    assert alice.post(own("come", visit)).status_code == 409
    assert marieke.post(team("come", visit)).status_code == 409
    changed(lindeborg, visit, starts_at=timezone.now() - timedelta(hours=5))
    assert 'data-phase="over"' in alice.get(own("room", visit)).content.decode()
    assert alice.post(own("come", visit)).status_code == 409


def test_how_many_come_before_and_that_it_gets_later(lindeborg):
    first, second = planned(lindeborg, minutes_ahead=5), planned(lindeborg, "Bob", minutes_ahead=10)
    alice, bob = (signed_in(lindeborg.patients[name].person) for name in ("Alice", "Bob"))
    alice.post(own("come", first))
    bob.post(own("come", second))

    assert "U bent de volgende" in alice.get(own("state", first)).content.decode()
    assert "Patiënten vóór u: 1" in bob.get(own("state", second)).content.decode()
    with at_work(lindeborg):
        planning.run_late(member=lindeborg.staff["Marieke"], minutes=15)
    assert "15 minuten later" in bob.get(own("state", second)).content.decode()


def test_who_left_the_page_without_a_word_waits_no_longer(lindeborg):
    visit = planned(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)
    alice.post(own("come", visit))
    with at_work(lindeborg):
        assert queries.board([lindeborg.department.id]).count == 1
        Seat.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
        assert queries.board([lindeborg.department.id]).count == 0
    alice.post(own("here", visit))
    with at_work(lindeborg):
        assert queries.board([lindeborg.department.id]).count == 1


def test_the_board_takes_as_many_statements_for_one_visit_as_for_three(lindeborg, django_assert_num_queries):
    planned(lindeborg)
    with at_work(lindeborg), django_assert_num_queries(2):
        queries.board([lindeborg.department.id])
    planned(lindeborg, "Bob")
    planned(lindeborg)
    with at_work(lindeborg), django_assert_num_queries(2):
        assert len(queries.board([lindeborg.department.id]).to_come) == 3


def test_a_visit_is_moved_or_cancelled_before_it_begins_only(lindeborg):
    visit = planned(lindeborg)
    given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
    with at_work(lindeborg):
        later = timezone.now() + timedelta(days=1)
        planning.move(**given, visit=again(lindeborg, visit), starts_at=later)
    assert "verplaatst" in last_line(lindeborg, visit).body
    changed(lindeborg, visit, started_at=timezone.now())
    with at_work(lindeborg):
        for act in (
            lambda: planning.cancel(**given, visit=again(lindeborg, visit)),
            lambda: planning.move(**given, visit=again(lindeborg, visit), starts_at=later),
        ):
            with pytest.raises(Refused):
                act()
    changed(lindeborg, visit, started_at=None)
    with at_work(lindeborg):
        planning.cancel(**given, visit=again(lindeborg, visit))
        planning.cancel(**given, visit=again(lindeborg, visit))
    assert "gaat niet door" in last_line(lindeborg, visit).body


def test_a_visit_where_nobody_met_says_so(lindeborg):
    visit = planned(lindeborg)
    with at_work(lindeborg):
        ending.end(looker=LOOKER, visit=again(lindeborg, visit))
    assert "niet doorgegaan" in last_line(lindeborg, visit).body


def test_a_colleague_takes_over_and_the_last_of_the_team_ends_it(lindeborg):
    from tests.conversations.stage import colleague

    fatima = colleague(lindeborg, "Fatima")
    visit = planned(lindeborg)
    marieke, other = (signed_in(lindeborg.staff[name].person) for name in ("Marieke", "Fatima"))
    marieke.post(team("come", visit))
    marieke.post(team("hand_over", visit), {"medewerker": fatima.id})
    other.post(team("come", visit))
    marieke.post(team("leave", visit))
    with job_scope(lindeborg.id):
        now = VideoVisit.objects.get(id=visit.id)
        assert now.clinician_id == fatima.id and now.ended_at is None
    other.post(team("leave", visit))
    with job_scope(lindeborg.id):
        assert VideoVisit.objects.get(id=visit.id).ended_at is not None


def test_an_outsider_gets_not_found(lindeborg):
    visit = planned(lindeborg)
    bob = signed_in(lindeborg.patients["Bob"].person)

    assert bob.get(own("room", visit)).status_code == 404
    for name in ("come", "here", "connect", "leave"):
        assert (
            bob.post(own(name, visit), {"offer": "v=0"}, content_type="application/json").status_code == 404
        )
