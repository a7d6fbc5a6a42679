"""What the team does with a conversation, and what others see of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import AccessLogEntry
from conversations import history
from conversations.access import access_own_conversation
from conversations.actions.assignment import assign, release, take
from conversations.actions.closing import close, reopen
from conversations.actions.forwarding import forward
from conversations.actions.notes import add_note
from conversations.actions.questions import write
from conversations.actions.read_marks import mark_read, mark_read_by_team
from conversations.actions.replies import Crossed, Reply, reply
from conversations.models import Conversation, Message, Note, ReadMark
from conversations.where_it_is import last_day
from notifications.models import Notice
from people.models import Person
from rowsecurity.errors import Forbidden, Refused
from rowsecurity.scopes import person_scope
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked, second_department


def by(house, name="Marieke"):
    return {"member": house.staff[name], "looker": LOOKER}


def answer(house, conversation, text="Nee hoor.", *, name="Marieke", seen=99, anyway=False):
    with at_work(house, name):
        words = Reply(uuid4(), text, seen, anyway)
        return reply(conversation=locked(house, conversation, name), reply=words, **by(house, name))


def test_who_takes_a_conversation_has_it_and_the_team_can_read_that_back(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        take(conversation=locked(lindeborg, conversation), **by(lindeborg))

        assert Conversation.objects.get().assignee == lindeborg.staff["Marieke"]
        note = Note.objects.get()
        assert history.sentence(note.body, who="Marieke")
        assert b"Marieke" not in bytes(note.body_sealed)
        assert AccessLogEntry.objects.filter(event="conversation.taken", object_id=conversation.id).exists()


def test_of_two_who_take_it_the_second_is_told_who_was_first(lindeborg):
    conversation = asked(lindeborg)
    colleague(lindeborg)
    with at_work(lindeborg):
        take(conversation=locked(lindeborg, conversation), **by(lindeborg))
    with at_work(lindeborg, "Fatima"), pytest.raises(Refused, match="Marieke"):
        take(conversation=locked(lindeborg, conversation, "Fatima"), **by(lindeborg, "Fatima"))


def test_it_can_be_given_back_and_to_a_colleague(lindeborg):
    conversation = asked(lindeborg)
    fatima = colleague(lindeborg)
    with at_work(lindeborg):
        take(conversation=locked(lindeborg, conversation), **by(lindeborg))
        release(conversation=locked(lindeborg, conversation), **by(lindeborg))
        assert Conversation.objects.get().assignee is None
        assign(conversation=locked(lindeborg, conversation), to=fatima, **by(lindeborg))
        assert Conversation.objects.get().assignee == fatima


def test_nobody_is_assigned_who_may_not_answer(lindeborg):
    conversation = asked(lindeborg)
    helpdesk = colleague(lindeborg, "Henk", roles=["helpdesk"])
    with at_work(lindeborg), pytest.raises(Refused, match="Henk"):
        assign(conversation=locked(lindeborg, conversation), to=helpdesk, **by(lindeborg))


def test_a_helpdesk_does_not_even_read(lindeborg):
    conversation = asked(lindeborg)
    colleague(lindeborg, "Henk", roles=["helpdesk"])
    with at_work(lindeborg, "Henk"), pytest.raises(Forbidden):
        locked(lindeborg, conversation, "Henk")


def test_forwarding_keeps_the_promise_tells_the_patient_which_team_and_keeps_the_question_inside(lindeborg):
    conversation = asked(lindeborg)
    infusion = second_department(lindeborg)
    with at_work(lindeborg):
        head = locked(lindeborg, conversation)
        promised = head.answer_due_at
        forward(conversation=head, to=infusion, question="Kunnen jullie dit?", **by(lindeborg))
        kept = Conversation.objects.get()
        assert (kept.department, kept.answer_due_at, kept.assignee) == (infusion, promised, None)
        assert kept.is_waiting
        assert Note.objects.get(kind=Note.Kind.QUESTION).body == "Kunnen jullie dit?"
    with person_scope(lindeborg.patients["Alice"].person_id):
        told = Message.objects.last()
        assert told.kind == Message.Kind.EVENT and "Infuuscentrum" in told.body
        assert not any("Kunnen jullie" in message.body for message in Message.objects.all())


def test_an_answer_makes_a_free_conversation_the_authors_and_tells_the_patient_once(lindeborg):
    conversation = asked(lindeborg)
    answer(lindeborg, conversation)
    answer(lindeborg, conversation, "Nog iets.")
    with at_work(lindeborg):
        assert Conversation.objects.get().assignee == lindeborg.staff["Marieke"]
        notice = Notice.objects.get(template=Notice.Template.NEW_MESSAGE)
        assert notice.person_id == lindeborg.patients["Alice"].person_id


def test_a_crossing_answer_is_held_back_until_it_is_sent_anyway(lindeborg):
    conversation = asked(lindeborg)
    colleague(lindeborg)
    with at_work(lindeborg):
        seen = Conversation.objects.get().last_number
    answer(lindeborg, conversation, "Van Fatima.", name="Fatima", seen=seen)

    with pytest.raises(Crossed, match="Fatima"):
        answer(lindeborg, conversation, "Van Marieke.", seen=seen)
    sent = answer(lindeborg, conversation, "Van Marieke.", seen=seen, anyway=True)

    assert sent.number == seen + 2


def test_a_message_of_the_patient_in_between_holds_nothing_back(lindeborg):
    conversation = asked(lindeborg)
    with person_scope(lindeborg.patients["Alice"].person_id):
        write(conversation=conversation, client_id=uuid4(), text="En nog dit.", source="")

    assert answer(lindeborg, conversation, seen=1).number > 1


def test_a_note_stays_inside(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        add_note(conversation=locked(lindeborg, conversation), text="@dr. Bakker?", **by(lindeborg))
        assert Note.objects.get().body == "@dr. Bakker?"
        assert Message.objects.filter(number=3).exists() is False


def test_closing_says_a_sentence_and_writing_in_time_opens_it_again(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        close(conversation=locked(lindeborg, conversation), sentence="Sterkte!", **by(lindeborg))
        head = Conversation.objects.get()
        assert head.is_closed and not head.is_waiting
        # A day is told, and all of that day counts.
        assert last_day(head.reopen_until) == timezone.localdate(head.closed_at) + timedelta(days=14)
        assert Message.objects.last().kind == Message.Kind.CLOSING
    with person_scope(lindeborg.patients["Alice"].person_id):
        write(conversation=conversation, client_id=uuid4(), text="Toch nog iets.", source="")
        assert Conversation.objects.get().is_waiting


def test_after_the_period_it_stays_closed(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        close(conversation=locked(lindeborg, conversation), sentence="Sterkte!", **by(lindeborg))
        Conversation.objects.update(reopen_until=timezone.now() - timedelta(hours=1))
    with person_scope(lindeborg.patients["Alice"].person_id), pytest.raises(Refused):
        write(conversation=conversation, client_id=uuid4(), text="Toch nog iets.", source="")


def test_the_team_opens_a_closed_conversation_before_it_answers(lindeborg):
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        close(conversation=locked(lindeborg, conversation), sentence="Sterkte!", **by(lindeborg))
    with pytest.raises(Refused):
        answer(lindeborg, conversation)
    with at_work(lindeborg):
        reopen(conversation=locked(lindeborg, conversation), **by(lindeborg))
        assert not Conversation.objects.get().is_closed
    answer(lindeborg, conversation)


def test_marks_of_reading_never_go_back(lindeborg):
    conversation = asked(lindeborg)
    answer(lindeborg, conversation)
    with person_scope(lindeborg.patients["Alice"].person_id):
        me = Person.objects.get()
        head = access_own_conversation(me, conversation.id)
        for number in (head.last_number, 1, 99):
            mark_read(person=me, conversation=head, number=number)
        assert ReadMark.objects.get().number == head.last_number
    with at_work(lindeborg):
        head = locked(lindeborg, conversation)
        mark_read_by_team(conversation=head, number=2)
        mark_read_by_team(conversation=head, number=1)
        assert Conversation.objects.get().team_read_number == 2
