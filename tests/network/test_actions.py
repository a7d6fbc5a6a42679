"""Inviting, writing along, being asked, leaving, removing; and what each leaves in the logs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import translation

from audit.models import AccessLogEntry
from conversations.actions import closing
from conversations.models import Conversation, Message
from network import doors, tasks
from network.access import access_desk, access_shared
from network.actions import inviting, taking_part
from network.models import Participation
from network.removal import why_department_stays
from notifications.models import Notice
from people.models import Patient, Person
from rowsecurity.errors import Forbidden, NotFound, Refused
from rowsecurity.scopes import gate_scope, job_scope, person_scope
from tests.conversations.stage import LOOKER, asked, at_work, locked
from tests.network.stage import again, as_partner, invited, make_findable, removed, write


def test_the_patient_reads_who_takes_part_and_what_they_write(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant, question="Wat raadt u aan?")
    write(waterkant, participation)

    with person_scope(lindeborg.patients["Alice"].person_id):
        *_, joined, asked_, answer = Message.objects.all()
        assert joined.kind == "event" and "Waterkant, Reumatologie" in joined.body
        assert asked_.side == "team" and asked_.body == "Wat raadt u aan?"
        assert answer.author_label == "Nadia · verpleegkundige · Waterkant"
        assert answer.body == "Kom eens langs."
        assert [each.name for each in Participation.objects.all()] == ["Waterkant, Reumatologie"]
    with person_scope(lindeborg.patients["Bob"].person_id):
        assert not Participation.objects.exists()


def test_what_was_promised_stays_promised_when_a_partner_answers(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with at_work(lindeborg):
        before = Conversation.objects.get()
    write(waterkant, participation)

    with at_work(lindeborg):
        after = Conversation.objects.get()
    assert after.waiting_since == before.waiting_since and after.answer_due_at == before.answer_due_at
    assert after.last_number == before.last_number + 1


def test_sending_twice_is_sending_once_and_other_words_are_refused(lindeborg, waterkant):
    participation, same = invited(lindeborg, waterkant), uuid4()

    assert write(waterkant, participation, client_id=same) == write(waterkant, participation, client_id=same)
    with pytest.raises(Refused):
        write(waterkant, participation, "Iets anders.", client_id=same)


def test_a_question_waits_until_the_partner_reacts(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant, question="Wat raadt u aan?")
    with as_partner(waterkant):
        assert doors.waiting() == doors.Waiting(asked=1, unread=1, shared=1)
    write(waterkant, participation)

    with as_partner(waterkant):
        assert doors.waiting() == doors.Waiting(asked=0, unread=0, shared=1)
    with at_work(lindeborg):
        inviting.ask_again(
            member=lindeborg.staff["Marieke"],
            looker=LOOKER,
            conversation=locked(lindeborg, participation.conversation),
            participation=Participation.objects.get(),
        )
    with as_partner(waterkant):
        assert doors.waiting().asked == 1


def test_both_access_logs_know_who_read(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with as_partner(waterkant) as nadia:
        taking_part.log_read(shared=access_shared(nadia, participation.id), source="127.0.0.1")

    with job_scope(lindeborg.id):
        line = AccessLogEntry.objects.get(event="conversation.read")
        assert line.actor_label == "Nadia · verpleegkundige · Waterkant"
        assert line.patient_id == lindeborg.patients["Alice"].id
    with job_scope(waterkant.id):
        line = AccessLogEntry.objects.get(event="conversation.read")
        assert line.actor_label == "Nadia · verpleegkundige" and line.patient_id is None


def test_the_patient_is_told_of_a_partners_words_without_them(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with job_scope(lindeborg.id):
        Notice.objects.all().count()
    write(waterkant, participation)
    assert again(lindeborg, participation).untold_since

    tasks.tell_patients()
    tasks.tell_patients()

    assert again(lindeborg, participation).untold_since is None
    with job_scope(lindeborg.id):
        assert Notice.objects.filter(patient=lindeborg.patients["Alice"].id).count() == 1


def test_leaving_is_read_by_the_patient(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with as_partner(waterkant) as nadia:
        taking_part.leave(member=nadia, shared=access_shared(nadia, participation.id), source="")

    assert again(lindeborg, participation).ended_by == "partner"
    with person_scope(lindeborg.patients["Alice"].person_id):
        assert "niet meer mee" in Message.objects.last().body
    with as_partner(waterkant) as nadia, pytest.raises(NotFound):
        access_shared(nadia, participation.id)


@pytest.mark.parametrize(
    ("own", "registered", "words"), [("en", "nl", "no longer"), ("", "uk", "більше не бере")]
)
def test_leaving_is_said_in_the_language_of_the_patient(lindeborg, waterkant, own, registered, words):
    alice = lindeborg.patients["Alice"]
    with gate_scope(alice.person_id):
        Person.objects.filter(id=alice.person_id).update(language=own)
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=alice.id).update(language=registered)
    participation = invited(lindeborg, waterkant)

    with as_partner(waterkant) as nadia, translation.override("pl"):
        taking_part.leave(member=nadia, shared=access_shared(nadia, participation.id), source="")

    with person_scope(alice.person_id):
        assert words in Message.objects.last().body


def test_who_only_reads_along_cannot_write(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant, may_write=False)

    with pytest.raises(NotFound):
        write(waterkant, participation)


def test_a_closed_conversation_can_be_read_but_not_written(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with at_work(lindeborg):
        closing.close(
            member=lindeborg.staff["Marieke"],
            looker=LOOKER,
            conversation=locked(lindeborg, participation.conversation),
            sentence="Tot ziens.",
        )

    with pytest.raises(Refused, match="gesloten"):
        write(waterkant, participation)
    with as_partner(waterkant) as nadia:
        assert access_shared(nadia, participation.id).closed_at


def test_refusals_that_help(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with pytest.raises(Refused, match="al mee"):
        invited(lindeborg, waterkant, participation.conversation)
    with at_work(lindeborg):
        marieke, conversation = lindeborg.staff["Marieke"], locked(lindeborg, participation.conversation)
        marieke.roles = ["desk"]
        given = {"member": marieke, "looker": LOOKER, "conversation": conversation}
        with pytest.raises(Forbidden):
            inviting.remove(participation=participation, **given)


def test_only_who_agreed_can_be_found(lindeborg, waterkant):
    asked(lindeborg)
    with at_work(lindeborg):
        assert doors.departments() == []
        with pytest.raises(NotFound):
            access_desk(waterkant.department.id)
    make_findable(waterkant)
    make_findable(waterkant)

    with at_work(lindeborg):
        assert [desk.organisation_name for desk in doors.departments()] == ["Waterkant"]
        with pytest.raises(NotFound):
            access_desk(lindeborg.department.id)


def test_invited_again_after_removal(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    removed(lindeborg, participation)
    invited(lindeborg, waterkant, participation.conversation)

    with as_partner(waterkant):
        assert len(doors.conversations()) == 1


def test_a_department_is_not_removed_while_others_count_on_it(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    with as_partner(waterkant):
        [sentence] = why_department_stays(waterkant.department)
    assert "mee aan 1 gesprek van een andere organisatie" in sentence
    with at_work(lindeborg):
        assert why_department_stays(lindeborg.department) == []

    removed(lindeborg, participation)

    with as_partner(waterkant):
        assert why_department_stays(waterkant.department) == []
