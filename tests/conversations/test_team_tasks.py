"""Work that colleagues give each other, and that comes back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import AccessLogEntry
from conversations.access import access_team_task
from conversations.actions.team_tasks import (
    create_team_task,
    finish_team_task,
    reassign_team_task,
    snooze_team_task,
    take_up_team_task,
)
from conversations.due_work import do_due_work
from conversations.models import TeamTask
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import job_scope
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked


def planned(house, *, hours=1, **more):
    with at_work(house):
        return create_team_task(
            department=house.department,
            kind="call",
            text="Bel mevrouw terug over de uitslag",
            due_at=timezone.now() + timedelta(hours=hours),
            author=house.staff["Marieke"],
            looker=LOOKER,
            **more,
        )


def by(house, task):
    marieke = house.staff["Marieke"]
    return {"member": marieke, "looker": LOOKER, "task": access_team_task(marieke, task.id)}


def test_a_task_is_about_the_patient_of_its_conversation_and_its_words_are_sealed(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        head = locked(lindeborg, conversation)
    planned(lindeborg, conversation=head)

    with at_work(lindeborg):
        kept = TeamTask.objects.get()
        assert kept.text == "Bel mevrouw terug over de uitslag"
        assert b"mevrouw" not in bytes(kept.text_sealed)
        assert kept.patient_id == conversation.patient_id
        line = AccessLogEntry.objects.get(event="team_task.made")
        assert line.patient_id == conversation.patient_id


def test_the_platform_can_ask_the_desk_to_call(lindeborg):
    with job_scope(lindeborg.id):
        patient = lindeborg.patients["Alice"]
        task = create_team_task(
            department=lindeborg.department, kind="call", text="Bel.", due_at=timezone.now(), patient=patient
        )
        assert (task.author, task.assignee, task.patient_id) == (None, None, patient.id)


def test_what_is_due_comes_back_once_however_often_is_looked(lindeborg):
    planned(lindeborg, hours=-1)
    planned(lindeborg, hours=1)

    assert [do_due_work() for _twice in range(2)] == [1, 0]
    with at_work(lindeborg):
        assert TeamTask.objects.filter(told_at__isnull=False).count() == 1


def test_put_off_it_comes_back_again_at_the_new_moment(lindeborg):
    task = planned(lindeborg, hours=-1)
    do_due_work()
    with at_work(lindeborg):
        snooze_team_task(until=timezone.now() + timedelta(days=1), **by(lindeborg, task))
    assert do_due_work() == 0
    with at_work(lindeborg):
        assert TeamTask.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert do_due_work() == 1


def test_it_is_not_put_off_into_the_past_nor_after_it_was_done(lindeborg):
    task = planned(lindeborg)
    with at_work(lindeborg):
        with pytest.raises(Refused):
            snooze_team_task(until=timezone.now() - timedelta(days=1), **by(lindeborg, task))
        finish_team_task(**by(lindeborg, task))
        with pytest.raises(Refused):
            snooze_team_task(until=timezone.now() + timedelta(days=1), **by(lindeborg, task))


def test_done_it_stays_away_until_somebody_takes_it_up_again(lindeborg):
    task = planned(lindeborg, hours=-1)
    with at_work(lindeborg):
        finish_team_task(**by(lindeborg, task))
        assert TeamTask.objects.get().done_by == lindeborg.staff["Marieke"]
    assert do_due_work() == 0
    with at_work(lindeborg):
        take_up_team_task(**by(lindeborg, task))
    assert do_due_work() == 1


def test_it_is_given_to_a_colleague_who_answers_patients_and_back_to_all(lindeborg):
    task = planned(lindeborg)
    fatima = colleague(lindeborg)
    henk = colleague(lindeborg, "Henk", roles=["helpdesk"])
    with at_work(lindeborg):
        reassign_team_task(to=fatima, **by(lindeborg, task))
        assert TeamTask.objects.get().assignee == fatima
        with pytest.raises(Refused, match="Henk"):
            reassign_team_task(to=henk, **by(lindeborg, task))
        reassign_team_task(to=None, **by(lindeborg, task))
        assert TeamTask.objects.get().assignee is None


def test_the_patients_side_and_another_organisation_find_none(lindeborg, waterkant):
    task = planned(lindeborg)
    with at_work(waterkant, "Nadia"), pytest.raises(NotFound):
        access_team_task(waterkant.staff["Nadia"], task.id)
    table = TeamTask._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_any_column_privilege('bd_participant', %s, 'SELECT')", [table])
        assert cursor.fetchone() == (False,)
