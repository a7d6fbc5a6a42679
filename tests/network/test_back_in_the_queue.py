"""A partner's answer is seen by the team: back in its queue, in list and number, and out of it again."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from conversations import badges, history, lists
from conversations.actions import closing, questions
from conversations.actions.replies import Reply, reply
from conversations.lists import Wanted
from conversations.models import Conversation, Note
from conversations.queries import where_is
from conversations.queues import Listing, Place
from conversations.where_it_is import State
from network import doors
from rowsecurity.scopes import person_scope
from tests.conversations.stage import LOOKER, at_work, locked
from tests.network.stage import as_partner, invited, write


def answered(house, conversation):
    marieke = house.staff["Marieke"]
    with at_work(house):
        words = Reply(uuid4(), "Ja, nuchter graag.", locked(house, conversation).last_number)
        reply(member=marieke, looker=LOOKER, conversation=locked(house, conversation), reply=words)


def queue_of(house):
    """What waits, by list and by number, and whether the patient is said to wait."""
    marieke = house.staff["Marieke"]
    with at_work(house):
        place = Place(house.department, marieke, timezone.now())
        rows = lists.page(Wanted(Listing.OPEN, house.department, marieke), now=place.now).rows
        heads = Conversation.objects.in_bulk([row.id for row in rows])
        return [heads[UUID(row.id)] for row in rows], badges.counts(place)["open"]


def test_a_partners_answer_puts_the_conversation_back_in_the_queue_of_its_owner(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    answered(lindeborg, participation.conversation)
    assert queue_of(lindeborg) == ([], 0)
    write(waterkant, participation)

    (waiting,), number = queue_of(lindeborg)
    assert number == 1 and waiting.is_partners_word and waiting.answer_due_at is None
    with at_work(lindeborg):
        assert where_is(waiting, []).state is State.ANSWERED
    with as_partner(waterkant):
        assert doors.conversations(participation.id)[0].waiting_since is None
    answered(lindeborg, participation.conversation)
    assert queue_of(lindeborg) == ([], 0)


def test_what_the_patient_asks_after_a_partners_word_is_promised_an_answer(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    answered(lindeborg, participation.conversation)
    write(waterkant, participation)
    with person_scope(lindeborg.patients["Alice"].person_id):
        own = Conversation.objects.get(id=participation.conversation_id)
        questions.write(conversation=own, client_id=uuid4(), text="En daarna?", source="")

    (waiting,), number = queue_of(lindeborg)
    assert number == 1 and not waiting.is_partners_word and waiting.answer_due_at


def test_what_needs_no_answer_leaves_the_queue_and_stays_open(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    answered(lindeborg, participation.conversation)
    write(waterkant, participation, "Dank u wel.")
    with at_work(lindeborg):
        conversation = locked(lindeborg, participation.conversation)
        closing.need_no_answer(member=lindeborg.staff["Marieke"], looker=LOOKER, conversation=conversation)

    assert queue_of(lindeborg) == ([], 0)
    with at_work(lindeborg):
        assert not Conversation.objects.get().is_closed
        assert "geen antwoord" in history.sentence(Note.objects.last().body, who="Marieke")


def test_a_question_to_a_partner_does_not_answer_the_patient(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant, question="Wat raadt u aan?")

    (waiting,), number = queue_of(lindeborg)
    assert number == 1 and waiting.id == participation.conversation_id
    assert waiting.answer_due_at and not waiting.is_partners_word


def test_a_program_of_the_patient_is_not_told_that_a_partners_word_waits(lindeborg, waterkant):
    participation = invited(lindeborg, waterkant)
    answered(lindeborg, participation.conversation)
    write(waterkant, participation)
    alice, marieke = lindeborg.patients["Alice"].person_id, lindeborg.staff["Marieke"].person_id

    assert told_since(participation, "bd_participant", "", alice) is None
    assert told_since(participation, "bd_staff", str(lindeborg.id), marieke) is not None


def told_since(participation, role, organisation, actor):
    """Since when somebody waits, as the function behind the interface for programs tells this reader."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT waiting_since FROM conversation_read_as(%s, %s, %s, %s, 0, 1, NULL)",
            [role, organisation, str(actor), participation.conversation_id],
        )
        row = cursor.fetchone()
        transaction.set_rollback(True)  # the role it took is of this block alone
    return row[0]
