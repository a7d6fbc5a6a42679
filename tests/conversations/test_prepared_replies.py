"""Answers that wait: for a clinician's approval, or for their hour. And calls that are written down."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from conversations.access import access_prepared
from conversations.actions import prepared_replies as actions
from conversations.actions.closing import close
from conversations.actions.messages import send_message
from conversations.actions.prepared_replies import Hand
from conversations.actions.questions import write
from conversations.actions.replies import Reply, reply
from conversations.due_work import do_due_work
from conversations.late_replies import next_opening_of
from conversations.models import Approval, Message, Note, PreparedReply
from conversations.sending import Sending
from rowsecurity.errors import Forbidden, Refused
from rowsecurity.scopes import job_scope, person_scope
from tenants.models import Department
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked, set_hours

State, Reason = PreparedReply.State, PreparedReply.Reason


@pytest.fixture
def conversation(lindeborg):
    colleague(lindeborg, roles=["desk"])
    return asked(lindeborg)


def words(text="U mag gewoon ontbijten."):
    return Reply(uuid4(), text, 99)


def given(house, conversation, name):
    head = locked(house, conversation, name)
    return {"member": house.staff[name], "looker": LOOKER, "conversation": head}


def planned(house, conversation, *, name="Marieke", late=True):
    """An answer for tomorrow, whose hour has come by now."""
    with at_work(house, name):
        send_at = timezone.now() + timedelta(days=1)
        prepared = actions.plan_reply(reply=words(), send_at=send_at, **given(house, conversation, name))
        if late:
            PreparedReply.objects.update(send_at=Now() - timedelta(seconds=1))
    return prepared


def for_approval(house, conversation, name="Fatima"):
    with at_work(house, name):
        return actions.ask_approval(reply=words(), **given(house, conversation, name))


def hand(house, prepared, name="Marieke"):
    conversation, prepared = access_prepared(house.staff[name], prepared.id)
    return Hand(house.staff[name], LOOKER, conversation, prepared)


def sent(house):
    with at_work(house):
        return list(Message.objects.filter(side="team").order_by("number"))


def approval_needed(house):
    with job_scope(house.id):
        Department.objects.update(desk_needs_approval=True)


def test_what_is_kept_is_sealed_and_nothing_of_it_is_the_patients(lindeborg, conversation):
    planned(lindeborg, conversation, late=False)
    with at_work(lindeborg):
        kept = PreparedReply.objects.get()
        assert kept.body == "U mag gewoon ontbijten." and b"ontbijten" not in bytes(kept.body_sealed)
    assert sent(lindeborg) == []
    with connection.cursor() as cursor:
        table = PreparedReply._meta.db_table
        cursor.execute("SELECT has_any_column_privilege('bd_participant', %s, 'SELECT')", [table])
        assert cursor.fetchone() == (False,)


def test_at_its_hour_it_is_sent_once_by_its_author(lindeborg, conversation):
    prepared = planned(lindeborg, conversation)

    assert [do_due_work() for _twice in range(2)] == [1, 0]

    message = sent(lindeborg)[0]
    assert (message.client_id, message.author_label) == (prepared.client_id, "Marieke · verpleegkundige")
    with at_work(lindeborg):
        assert PreparedReply.objects.get().state == State.SENT
        assert not locked(lindeborg, conversation).is_waiting


@pytest.mark.parametrize("what", ["patient", "colleague", "closed", "role"])
def test_what_happened_meanwhile_holds_it_back(lindeborg, conversation, what):
    planned(lindeborg, conversation)
    if what == "patient":
        with person_scope(lindeborg.patients["Alice"].person_id):
            write(conversation=conversation, client_id=uuid4(), text="Laat maar.", source="")
    elif what == "colleague":
        with at_work(lindeborg, "Fatima"):
            reply(reply=words("Al beantwoord."), **given(lindeborg, conversation, "Fatima"))
    elif what == "closed":
        with at_work(lindeborg):
            close(sentence="Sterkte!", **given(lindeborg, conversation, "Marieke"))
    else:
        with job_scope(lindeborg.id):
            lindeborg.staff["Marieke"].ended_at = timezone.now()
            lindeborg.staff["Marieke"].save()
    before = len(sent(lindeborg))

    do_due_work()

    assert len(sent(lindeborg)) == before
    with at_work(lindeborg):
        kept = PreparedReply.objects.get()
        assert (kept.state, kept.reason) == (State.HELD, what)


def test_what_was_held_back_goes_now_or_at_another_hour(lindeborg, conversation):
    prepared = planned(lindeborg, conversation)
    with at_work(lindeborg):
        PreparedReply.objects.update(state=State.HELD, reason=Reason.PATIENT_WROTE)
        later = timezone.now() + timedelta(days=1)
        actions.change(hand(lindeborg, prepared), text="Anders.", send_at=later)
        assert PreparedReply.objects.get().state == State.PLANNED
        actions.send_now(hand(lindeborg, prepared))
        with pytest.raises(Refused):
            actions.withdraw(hand(lindeborg, prepared))
    assert sent(lindeborg)[0].body == "Anders."


def test_withdrawn_it_never_goes(lindeborg, conversation):
    prepared = planned(lindeborg, conversation)
    with at_work(lindeborg):
        actions.withdraw(hand(lindeborg, prepared))
    assert do_due_work() == 0 and sent(lindeborg) == []


def test_the_next_opening_is_not_the_one_that_is_open_now(lindeborg):
    set_hours(lindeborg, is_open=True)
    with at_work(lindeborg):
        department = Department.objects.get()
        assert next_opening_of(department, timezone.now()) > timezone.now()


def test_a_clinician_approves_and_both_names_stand_with_the_message(lindeborg, conversation):
    prepared = for_approval(lindeborg, conversation)
    assert sent(lindeborg) == []
    with at_work(lindeborg):
        actions.approve(hand(lindeborg, prepared), text="U mag gewoon ontbijten, ook koffie.")

    message = sent(lindeborg)[0]
    assert (message.body, message.author_label) == (
        "U mag gewoon ontbijten, ook koffie.",
        "Marieke · verpleegkundige",
    )
    with person_scope(lindeborg.patients["Alice"].person_id):
        assert Approval.objects.get().written_by == "Fatima · verpleegkundige"
    with person_scope(lindeborg.patients["Bob"].person_id):
        assert not Approval.objects.exists()
    alice = signed_in(lindeborg.patients["Alice"].person)
    page = alice.get(f"/mijn/gesprekken/{conversation.id}/").content.decode()
    assert "Geschreven door Fatima · verpleegkundige, en goedgekeurd" in page


def test_it_is_returned_with_a_remark_and_asked_again(lindeborg, conversation):
    prepared = for_approval(lindeborg, conversation)
    with at_work(lindeborg):
        actions.send_back(hand(lindeborg, prepared), remark="Noem ook de koffie.")
        kept = PreparedReply.objects.get()
        assert (kept.state, kept.remark) == (State.RETURNED, "Noem ook de koffie.")
    with at_work(lindeborg, "Fatima"):
        actions.change(hand(lindeborg, prepared, "Fatima"), text="Ook koffie mag.")
        assert PreparedReply.objects.get().state == State.ASKED


def test_nobody_approves_without_being_a_clinician_nor_their_own_words(lindeborg, conversation):
    prepared = for_approval(lindeborg, conversation)
    with at_work(lindeborg, "Fatima"):
        with pytest.raises(Forbidden):
            actions.approve(hand(lindeborg, prepared, "Fatima"))
        with pytest.raises(Refused):
            actions.send_now(hand(lindeborg, prepared, "Fatima"))
    own = for_approval(lindeborg, conversation, "Marieke")
    with at_work(lindeborg), pytest.raises(Refused):
        actions.approve(hand(lindeborg, own))


def test_where_the_department_wants_it_the_desk_sends_nothing_by_itself(lindeborg, conversation):
    approval_needed(lindeborg)
    with at_work(lindeborg, "Fatima"), pytest.raises(Refused):
        reply(reply=words(), **given(lindeborg, conversation, "Fatima"))
    with at_work(lindeborg, "Fatima"), pytest.raises(Refused):
        send_at = timezone.now() + timedelta(days=1)
        actions.plan_reply(reply=words(), send_at=send_at, **given(lindeborg, conversation, "Fatima"))
    with at_work(lindeborg):
        reply(reply=words(), **given(lindeborg, conversation, "Marieke"))


def test_the_database_refuses_it_too_whatever_way_it_is_sent(lindeborg, conversation):
    approval_needed(lindeborg)
    sending = Sending(lindeborg.id, conversation.id, uuid4(), "Zomaar.", "team")
    with (
        at_work(lindeborg, "Fatima"),
        pytest.raises(ProgrammingError, match="approved_first"),
        transaction.atomic(),
    ):
        send_message(sending)
    assert sent(lindeborg) == []


def test_the_case_keeps_shows_and_decides(lindeborg, conversation):
    approval_needed(lindeborg)
    fatima, marieke = (signed_in(lindeborg.staff[name].person) for name in ("Fatima", "Marieke"))
    case = f"/org/lindeborg/gesprekken/{conversation.id}/"
    values = {"client_id": uuid4(), "seen": 9, "text": "U mag ontbijten."}

    assert "Vraag goedkeuring" in fatima.get(case).content.decode()
    assert fatima.post(f"{case}klaarzetten/", values | {"hoe": "goedkeuring"}).status_code == 302
    refused = marieke.post(
        f"{case}klaarzetten/", values | {"client_id": uuid4(), "moment": "2001-01-01T09:00"}
    )
    assert refused.status_code == 422 and "U mag ontbijten." in refused.content.decode()
    lists = marieke.get("/org/lindeborg/taken/klaargezet/").content.decode()
    assert "Ter goedkeuring" in lists and "U mag ontbijten." in lists
    with at_work(lindeborg):
        prepared = PreparedReply.objects.get()
    url = f"/org/lindeborg/klaargezet/{prepared.id}/"
    assert fatima.post(url, {"doe": "keur-goed"}).status_code == 403
    assert marieke.post(url, {"doe": "keur-goed"}).status_code == 302
    assert [message.body for message in sent(lindeborg)] == ["U mag ontbijten."]
    again = marieke.post(url, {"doe": "bewaar", "text": "Te laat."})
    assert again.status_code == 409


@pytest.mark.parametrize("readers", ["both", "team"])
def test_a_call_is_written_down_for_both_sides_or_for_the_team(lindeborg, conversation, readers):
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    values = {"client_id": uuid4(), "spoken_with": "mevrouw", "at": "2026-01-05T09:00", "readers": readers}
    url = f"/org/lindeborg/gesprekken/{conversation.id}/telefoon/"

    assert marieke.post(url, values | {"agreed": ""}).status_code == 422
    assert marieke.post(url, values | {"at": "2099-01-05T09:00", "agreed": "X."}).status_code == 422
    assert marieke.post(url, values | {"agreed": "Zij komt morgen."}).status_code == 302

    with at_work(lindeborg):
        messages = Message.objects.filter(kind="call")
        assert messages.count() == (readers == "both")
        assert Note.objects.filter(kind="note").count() == (readers == "team")
    alice = signed_in(lindeborg.patients["Alice"].person)
    shown = alice.get(f"/mijn/gesprekken/{conversation.id}/").content.decode()
    assert ("Zij komt morgen." in shown) == (readers == "both")


def test_drafts_for_approval_are_a_queue_with_a_number_of_its_own(lindeborg, conversation):
    client = signed_in(lindeborg.staff["Marieke"].person)
    address = f"/org/lindeborg/?afdeling={lindeborg.department.id}&lijst=ter-goedkeuring"
    assert "ter-goedkeuring" not in client.get("/org/lindeborg/").content.decode()
    prepared = for_approval(lindeborg, conversation)

    page = client.get(address).content.decode()
    assert str(conversation.id) in page and '<b class="pill pill--wait">1</b>' in page
    with at_work(lindeborg):
        actions.approve(hand(lindeborg, prepared))
    assert "ter-goedkeuring" not in client.get("/org/lindeborg/").content.decode()
