"""Two threads of one patient become one, and two again; standard replies of one's own and their review."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from conversations.access import access_standard_reply
from conversations.actions import merging
from conversations.actions.closing import close, reopen
from conversations.actions.conversations import start_conversation
from conversations.actions.forwarding import forward
from conversations.actions.prepared_replies import ask_approval
from conversations.actions.replies import Reply
from conversations.actions.sharing import share
from conversations.actions.team_tasks import create_team_task
from conversations.models import Conversation, Message, StandardReply, TeamTask
from people.models import Representation
from people.wishes import keep_language
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked, second_department
from tests.relatives.stage import represent

PAGE = "/org/lindeborg/taken/antwoorden/"


@pytest.fixture
def two(lindeborg):
    first = asked(lindeborg, subject="Prikken", text="Moet ik nuchter zijn?")
    return first, asked(lindeborg, subject="Bloed", text="En mag ik koffie?")


def merged(house, closed, into):
    with at_work(house):
        heads = {"conversation": locked(house, closed), "into": locked(house, into)}
        merging.merge(member=house.staff["Marieke"], looker=LOOKER, **heads)


def part(house, closed):
    with at_work(house):
        head = locked(house, closed)
        head.merged_into = locked(house, head.merged_into)
        merging.part(member=house.staff["Marieke"], looker=LOOKER, conversation=head)


def heads(house, *conversations):
    with at_work(house):
        return [Conversation.objects.get(id=each.id) for each in conversations]


def test_one_closes_points_and_hands_on_its_wait_its_tasks_and_nothing_else(lindeborg, two):
    closed, into = two
    first, _second = heads(lindeborg, *two)
    with at_work(lindeborg):
        task = create_team_task(
            department=lindeborg.department,
            kind="call",
            text="Bel.",
            due_at=timezone.now(),
            conversation=locked(lindeborg, closed),
        )
        before = list(Message.objects.filter(conversation=closed).values_list("number", "body_sealed"))
    merged(lindeborg, closed, into)

    old, new = heads(lindeborg, *two)
    assert old.is_closed and not old.is_waiting and old.merged_into_id == new.id
    assert new.is_waiting and new.waiting_since == first.waiting_since
    with at_work(lindeborg):
        kept = list(Message.objects.filter(conversation=closed).values_list("number", "body_sealed"))
        assert [(n, bytes(b)) for n, b in kept[:-1]] == [(n, bytes(b)) for n, b in before]
        assert TeamTask.objects.get(id=task.id).conversation_id == into.id
        with pytest.raises(Refused):
            reopen(member=lindeborg.staff["Marieke"], looker=LOOKER, conversation=locked(lindeborg, closed))


def test_the_team_reads_both_as_one_and_the_patient_is_told_where_to_write(lindeborg, two):
    closed, into = two
    merged(lindeborg, closed, into)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    alice = signed_in(lindeborg.patients["Alice"].person)

    case = marieke.get(f"/org/lindeborg/gesprekken/{into.id}/").content.decode()
    assert case.index("Moet ik nuchter zijn?") < case.index("En mag ik koffie?")
    assert "Uit het gesprek “Prikken”" in case
    old = alice.get(f"/mijn/gesprekken/{closed.id}/").content.decode()
    assert "Gaat verder in: <bdi>Bloed</bdi>" in " ".join(old.replace("</span>", "").split())
    assert f"/mijn/gesprekken/{into.id}/" in old
    sent = alice.post(f"/mijn/gesprekken/{closed.id}/", {"client_id": uuid4(), "text": "Nog iets."})
    assert sent.url == f"/mijn/gesprekken/{into.id}/"
    assert "Nog iets." in marieke.get(f"/org/lindeborg/gesprekken/{into.id}/").content.decode()


def test_within_a_day_it_is_undone_and_each_waits_for_itself_again(lindeborg, two):
    closed, into = two
    before = heads(lindeborg, *two)
    merged(lindeborg, closed, into)
    part(lindeborg, closed)

    after = heads(lindeborg, *two)
    assert [each.waiting_since for each in after] == [each.waiting_since for each in before]
    assert [each.is_closed for each in after] == [False, False]
    merged(lindeborg, closed, into)
    with at_work(lindeborg):
        Conversation.objects.filter(id=closed.id).update(merged_at=timezone.now() - timedelta(days=2))
    with pytest.raises(Refused):
        part(lindeborg, closed)


def test_that_the_patient_asked_goes_along_and_comes_back(lindeborg, two):
    asking, _second = two
    with at_work(lindeborg):
        about = {"patient": lindeborg.patients["Alice"], "department": lindeborg.department}
        other = start_conversation(subject="Van ons", conversation_id=uuid4(), **about)
    merged(lindeborg, asking, other)
    assert [each.patient_wrote_at is not None for each in heads(lindeborg, asking, other)] == [True, True]

    part(lindeborg, asking)

    assert [each.patient_wrote_at is not None for each in heads(lindeborg, asking, other)] == [True, False]


def test_who_reads_along_with_one_learns_nothing_of_the_other(lindeborg, two):
    alice = lindeborg.patients["Alice"]
    readers = [represent(alice, name, covers_all=False) for name in ("Noor", "Daan")]
    with job_scope(lindeborg.id):
        for reader, conversation in zip(readers, two, strict=True):
            mine = Representation.objects.get(person=reader)
            share(representation=mine, conversation_ids=[conversation.id])
    merged(lindeborg, *two)

    of_closed, of_into = map(signed_in, readers)
    pages = [
        of_closed.get(f"/mijn/gesprekken/{two[0].id}/").content.decode(),
        of_into.get(f"/mijn/gesprekken/{two[1].id}/").content.decode(),
        of_closed.get("/mijn/").content.decode(),
        of_into.get("/mijn/").content.decode(),
    ]
    assert "Dit gesprek gaat verder in een ander gesprek." in pages[0]
    assert "Een ander gesprek gaat vanaf nu hier verder." in pages[1]
    for page, own, other in zip(pages, [*two, *two], [*two[::-1], *two[::-1]], strict=True):
        assert str(own.id) in page and other.subject not in page and str(other.id) not in page
    kept = of_closed.post(f"/mijn/gesprekken/{two[0].id}/", {"client_id": uuid4(), "text": "En nu?"})
    assert kept.status_code == 422 and "En nu?" in kept.content.decode()


def test_three_in_a_row_are_read_as_one_and_written_in_the_last(lindeborg, two):
    last = asked(lindeborg, subject="Uitslag", text="Is er al een uitslag?")
    merged(lindeborg, two[0], two[1])
    merged(lindeborg, two[1], last)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    alice = signed_in(lindeborg.patients["Alice"].person)

    case = marieke.get(f"/org/lindeborg/gesprekken/{last.id}/").content.decode()
    assert "Moet ik nuchter zijn?" in case and "En mag ik koffie?" in case
    sent = alice.post(f"/mijn/gesprekken/{two[0].id}/", {"client_id": uuid4(), "text": "Nog iets."})
    assert sent.url == f"/mijn/gesprekken/{last.id}/"


def test_what_is_refused_stays_where_it_is_written_now(lindeborg, two):
    merged(lindeborg, *two)
    alice = signed_in(lindeborg.patients["Alice"].person)

    long = f"Wel {'heel ' * 4000}lang."
    refused = alice.post(f"/mijn/gesprekken/{two[0].id}/", {"client_id": uuid4(), "text": long})
    assert refused.status_code == 422 and long in refused.text and "Gaat verder in" not in refused.text


def test_conversations_that_go_on_in_each_other_are_refused_and_read_all_the_same(lindeborg, two):
    merged(lindeborg, *two)
    with at_work(lindeborg):
        Conversation.objects.filter(id=two[0].id).update(closed_at=None, reopen_until=None)
    with pytest.raises(Refused):
        merged(lindeborg, *two[::-1])
    with at_work(lindeborg):
        Conversation.objects.filter(id=two[1].id).update(merged_into=two[0])

    alice = signed_in(lindeborg.patients["Alice"].person)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    assert alice.get(f"/mijn/gesprekken/{two[0].id}/").status_code == 200
    case = marieke.get(f"/org/lindeborg/gesprekken/{two[0].id}/")
    assert case.text.count("En mag ik koffie?") == 1


def test_an_answer_that_waits_is_not_left_behind(lindeborg, two):
    closed, into = two
    words = Reply(client_id=uuid4(), text="Ja, nuchter.", seen_number=1)
    with at_work(lindeborg):
        given = {"looker": LOOKER, "conversation": locked(lindeborg, closed), "reply": words}
        ask_approval(member=lindeborg.staff["Marieke"], **given)
    with pytest.raises(Refused, match="wacht nog een antwoord"):
        merged(lindeborg, closed, into)
    merged(lindeborg, into, closed)


def test_the_patient_reads_it_in_their_own_language_whatever_the_team_speaks(lindeborg, two):
    closed, into = two
    alice = lindeborg.patients["Alice"]
    with person_scope(alice.person_id):
        keep_language(person_id=alice.person_id, language="pl")
    with translation.override("en"):
        merged(lindeborg, closed, into)
        other = second_department(lindeborg)
        with at_work(lindeborg):
            heads = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
            forward(conversation=locked(lindeborg, into), to=other, question="", **heads)
    with at_work(lindeborg):
        lines = [each.body for each in Message.objects.filter(conversation=into, side="system")]
    assert lines[-2:] == [
        "Inna rozmowa toczy się odtąd tutaj.",
        "Przekazaliśmy Twoje pytanie do: Infuuscentrum. Od teraz odpowiada ten zespół.",
    ]


def test_only_open_conversations_of_one_patient_go_together(lindeborg, two):
    closed, into = two
    other = asked(lindeborg, "Bob")
    for wrong in ((closed, other), (closed, closed)):
        with pytest.raises(Refused):
            merged(lindeborg, *wrong)
    with at_work(lindeborg):
        conversation = locked(lindeborg, into)
        close(member=lindeborg.staff["Marieke"], looker=LOOKER, conversation=conversation, sentence="Dag.")
    with pytest.raises(Refused):
        merged(lindeborg, closed, into)


@pytest.mark.parametrize("where", ["hier", "daar"])
def test_the_buttons_say_which_goes_on(lindeborg, two, where):
    here, there = two
    marieke = signed_in(lindeborg.staff["Marieke"].person)

    url = f"/org/lindeborg/gesprekken/{here.id}/voeg-samen/"
    done = marieke.post(url, {"gesprek": there.id, "verder": where})

    closed, goes_on = (there, here) if where == "hier" else (here, there)
    assert done.url == f"/org/lindeborg/gesprekken/{goes_on.id}/"
    assert marieke.post(url, {"gesprek": there.id}).status_code == 409
    assert marieke.post(f"/org/lindeborg/gesprekken/{closed.id}/haal-uit-elkaar/").status_code == 302
    assert not any(each.is_closed for each in heads(lindeborg, *two))


def test_a_member_keeps_replies_of_their_own_that_nobody_else_finds(lindeborg):
    conversation = asked(lindeborg)
    fatima = colleague(lindeborg)
    marieke, other = (signed_in(each.person) for each in (lindeborg.staff["Marieke"], fatima))
    values = {"title": "Groet", "text": "Dag {voornaam}, groet van {medewerker}"}

    assert marieke.post(f"{PAGE}nieuw/", values).status_code == 302
    assert marieke.post(f"{PAGE}nieuw/", values | {"text": "{naam}"}).status_code == 422

    case = f"/org/lindeborg/gesprekken/{conversation.id}/"
    assert "Dag Alice, groet van Marieke" in marieke.get(case).content.decode()
    assert "Dag Alice" not in other.get(case).content.decode()
    with at_work(lindeborg, "Fatima"):
        with pytest.raises(NotFound):
            access_standard_reply(fatima, StandardReply.objects.get().id)
        reply = StandardReply.objects.get()
    assert marieke.get(f"/org/lindeborg/antwoorden/{reply.id}/").status_code == 200
    assert other.get(f"/org/lindeborg/antwoorden/{reply.id}/").status_code == 404
    assert marieke.post(f"/org/lindeborg/antwoorden/{reply.id}/weg/").status_code == 302


def test_what_is_to_be_reviewed_is_listed_for_its_owner_and_the_manager(lindeborg):
    colleague(lindeborg, "Joost", roles=["manager"])
    fatima = colleague(lindeborg)
    today = timezone.localdate()
    with job_scope(lindeborg.id):
        for title, days in (("Oud", -1), ("Nieuw", 9)):
            StandardReply.objects.create(
                department=lindeborg.department,
                title=title,
                text="Tekst",
                owner=fatima,
                review_on=today + timedelta(days=days),
            )

    def page(name):
        return signed_in(lindeborg.staff[name].person).get(PAGE).content.decode()

    for name in ("Fatima", "Joost"):
        assert "Oud" in page(name) and "Nieuw" not in page(name)
    assert "Oud" not in page("Marieke")
