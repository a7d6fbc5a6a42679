"""Being away: who gets what meanwhile, handing over and taking back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations import history
from conversations.access import access_absence
from conversations.actions.absences import Period, cancel_absence, hand_over, set_absence, take_back
from conversations.actions.assignment import assign, take
from conversations.actions.questions import write
from conversations.actions.team_tasks import create_team_task
from conversations.away import stand_in_for
from conversations.due_work import do_due_work
from conversations.models import Absence, Conversation, Note, TeamTask
from rowsecurity.errors import Forbidden, NotFound, Refused
from rowsecurity.scopes import person_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked

PAGE = "/org/lindeborg/taken/afwezig/"


@pytest.fixture
def house(lindeborg):
    colleague(lindeborg)
    colleague(lindeborg, "Joost", roles=["manager"])
    return lindeborg


def away(house, name="Marieke", *, by=None, stand_in="Fatima", days=(-1, 7)):
    now = timezone.now()
    period = Period(
        now + timedelta(days=days[0]), now + timedelta(days=days[1]), stand_in and house.staff[stand_in]
    )
    actor = house.staff[by or name]
    with at_work(house, by or name):
        return set_absence(actor=actor, looker=LOOKER, member=house.staff[name], period=period)


def taken(house, name="Marieke", patient="Alice"):
    conversation = asked(house, patient)
    with at_work(house, name):
        head = locked(house, conversation, name)
        take(member=house.staff[name], looker=LOOKER, conversation=head)
    return conversation


def assignees(house):
    with at_work(house):
        rows = Conversation.objects.order_by("created_at").select_related("assignee")
        return [each.assignee and each.assignee.display_name for each in rows]


def by(house, absence, name="Marieke"):
    actor = house.staff[name]
    return {"actor": actor, "looker": LOOKER, "absence": access_absence(actor, absence.id)}


def test_everything_moves_in_one_go_and_back_in_one_go(house):
    taken(house)
    other = taken(house, patient="Bob")
    absence = away(house)
    with at_work(house):
        create_team_task(
            department=house.department, kind="call", text="Bel.", due_at=timezone.now(), author=None
        )
        TeamTask.objects.update(assignee=house.staff["Marieke"])
        assert hand_over(**by(house, absence)) == 3
    assert assignees(house) == ["Fatima", "Fatima"]
    with at_work(house):
        assert TeamTask.objects.get().assignee == house.staff["Fatima"]
        told = Note.objects.filter(conversation=other).last()
        assert "Marieke is afwezig" in history.sentence(told.body, who="Marieke")
        # What somebody took meanwhile stays theirs.
        Conversation.objects.filter(id=other.id).update(assignee=house.staff["Joost"])
        assert take_back(**by(house, absence)) == 2
    assert assignees(house) == ["Marieke", "Joost"]


@pytest.mark.parametrize(("stand_in", "expected"), [("Fatima", "Fatima"), (None, None)])
def test_a_new_answer_goes_to_the_stand_in_or_to_the_queue(house, stand_in, expected):
    conversation = taken(house)
    taken(house, patient="Bob")
    away(house, stand_in=stand_in)
    with at_work(house):
        Conversation.objects.exclude(id=conversation.id).update(
            last_message_at=timezone.now() - timedelta(days=2)
        )
    with person_scope(house.patients["Alice"].person_id):
        write(conversation=conversation, client_id=uuid4(), text="En nog iets.", source="")

    assert [do_due_work() for _twice in range(2)] == [1, 0]
    assert assignees(house) == [expected, "Marieke"]


@pytest.mark.parametrize(("stand_in", "expected"), [("Fatima", "Fatima"), (None, None)])
def test_what_is_assigned_to_somebody_away_goes_on(house, stand_in, expected):
    conversation = asked(house)
    away(house, stand_in=stand_in)
    with at_work(house, "Joost"):
        assign(
            member=house.staff["Joost"],
            looker=LOOKER,
            conversation=locked(house, conversation, "Joost"),
            to=house.staff["Marieke"],
        )
    assert assignees(house) == [expected]


def test_it_ends_by_itself_and_begins_by_itself(house):
    for days in [(-9, -1), (1, 9)]:
        with at_work(house):
            now = timezone.now()
            Absence.objects.create(
                member=house.staff["Marieke"],
                author=house.staff["Marieke"],
                stand_in=house.staff["Fatima"],
                starts_at=now + timedelta(days=days[0]),
                ends_at=now + timedelta(days=days[1]),
            )
            assert stand_in_for(house.staff["Marieke"]) == house.staff["Marieke"]


def test_a_stand_in_who_is_away_hands_on_and_a_circle_ends_with_nobody(house):
    away(house)
    away(house, "Fatima", stand_in="Joost")
    with at_work(house):
        assert stand_in_for(house.staff["Marieke"]) == house.staff["Joost"]
    away(house, "Joost", stand_in="Marieke")
    with at_work(house):
        assert stand_in_for(house.staff["Marieke"]) is None


def test_a_manager_speaks_for_anybody_and_a_colleague_for_nobody_else(house):
    absence = away(house, by="Joost")
    with pytest.raises(Forbidden):
        away(house, by="Fatima", stand_in=None)
    with at_work(house, "Fatima"), pytest.raises(Forbidden):
        hand_over(**by(house, absence, "Fatima"))
    with at_work(house):
        cancel_absence(**by(house, absence))
        assert stand_in_for(house.staff["Marieke"]) == house.staff["Marieke"]


def test_nobody_stands_in_for_themselves_nor_without_answering_patients(house):
    colleague(house, "Henk", roles=["helpdesk"])
    for stand_in in ("Marieke", "Henk"):
        with pytest.raises(Refused):
            away(house, stand_in=stand_in)
    with pytest.raises(Refused):
        away(house, days=(-9, -1))


def test_the_page_sets_hands_over_takes_back_and_cancels(house):
    taken(house)
    marieke = signed_in(house.staff["Marieke"].person)
    today = timezone.localdate()
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=3)).isoformat()}
    fatima = house.staff["Fatima"]

    wrong = marieke.post(PAGE, days | {"doe": "bewaar", "last_day": "2001-01-01"})
    assert wrong.status_code == 422 and today.isoformat() in wrong.content.decode()
    assert marieke.post(PAGE, days | {"doe": "bewaar", "stand_in": fatima.id}).status_code == 302
    with at_work(house):
        absence = Absence.objects.get()
    for what, who in (("draag-over", "Fatima"), ("neem-terug", "Marieke")):
        assert marieke.post(PAGE, {"doe": what, "afwezigheid": absence.id}).status_code == 302
        assert assignees(house) == [who]
    shown = marieke.get(PAGE).content.decode()
    assert "Fatima · verpleegkundige neemt waar." in shown
    with at_work(house):
        conversation = Conversation.objects.get()
    case = marieke.get(f"/org/lindeborg/gesprekken/{conversation.id}/").content.decode()
    assert "Fatima neemt waar" in case
    marieke.post(PAGE, {"doe": "vervalt", "afwezigheid": absence.id})
    assert "neemt waar." not in marieke.get(PAGE).content.decode()


def test_a_colleagues_page_is_the_managers(house, waterkant):
    staff = [house.staff["Fatima"], house.staff["Joost"], waterkant.staff["Nadia"]]
    fatima, joost, nadia = (signed_in(each.person) for each in staff)
    about = {"medewerker": house.staff["Marieke"].id}

    assert joost.get(PAGE, about).status_code == 200
    assert fatima.get(PAGE, about).status_code == 404
    assert nadia.get("/org/waterkant/taken/afwezig/", about).status_code == 404


def test_an_absence_of_another_organisation_is_not_there(house, waterkant):
    absence = away(house)
    with at_work(waterkant, "Nadia"), pytest.raises(NotFound):
        access_absence(waterkant.staff["Nadia"], absence.id)
