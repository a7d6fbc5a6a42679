"""Choosing, agreeing, sending, stopping, and who has not read it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from broadcasts import audience, queries, tasks
from broadcasts.actions import writing
from broadcasts.models import Broadcast, BroadcastRecipient
from carepaths.models import Visit
from conversations.actions.read_marks import mark_read
from conversations.models import Conversation, Message
from notifications.models import Notice
from people.models import Patient
from rowsecurity.errors import Refused
from rowsecurity.scopes import job_scope, person_scope
from tenants.models import Membership
from tests.cast import make_patient, signed_in
from tests.conversations.stage import LOOKER, at_work


def prepared(house, *names, text="Dag {voornaam}, het spreekuur vervalt."):
    with at_work(house):
        return writing.prepare(
            member=house.staff["Marieke"],
            department=house.department,
            subject="Spreekuur",
            text=text,
            patients=[house.patients[name] for name in names],
        )


def agreed(house, broadcast, number):
    with at_work(house):
        writing.agree(
            member=house.staff["Marieke"],
            looker=LOOKER,
            broadcast=Broadcast.objects.select_for_update().get(id=broadcast.id),
            number=number,
        )


def without_account(house, name="Willem"):
    with job_scope(house.id):
        house.patients[name] = make_patient(name, number="77")


def far(house, broadcast):
    with at_work(house):
        found = queries.progress(broadcast)
        return found.reachable, found.sent, found.read, found.unreachable


def test_each_gets_it_in_a_conversation_of_their_own_and_once(lindeborg):
    without_account(lindeborg)
    broadcast = prepared(lindeborg, "Alice", "Bob", "Willem")
    tasks.send_broadcasts()
    assert far(lindeborg, broadcast) == (2, 0, 0, 1)
    agreed(lindeborg, broadcast, 2)

    tasks.send_broadcasts()
    tasks.send_broadcasts()

    assert far(lindeborg, broadcast) == (2, 2, 0, 1)
    with job_scope(lindeborg.id):
        texts = {message.body for message in Message.objects.all()}
        assert texts == {"Dag Alice, het spreekuur vervalt.", "Dag Bob, het spreekuur vervalt."}
        assert Conversation.objects.count() == 2
        assert {message.author_label for message in Message.objects.all()} == {"Marieke · verpleegkundige"}
        assert Broadcast.objects.get().done_at


def test_nobody_reads_that_it_is_an_answer(lindeborg):
    agreed(lindeborg, prepared(lindeborg, "Alice"), 1)
    tasks.send_broadcasts()
    with job_scope(lindeborg.id):
        conversation = Conversation.objects.get()
    alice = signed_in(lindeborg.patients["Alice"].person)
    pages = [
        alice.get("/mijn/"),
        alice.get(f"/mijn/gesprekken/{conversation.id}/"),
        signed_in(lindeborg.staff["Marieke"].person).get(f"/org/lindeborg/gesprekken/{conversation.id}/"),
    ]

    for page in pages:
        assert "Bericht van uw zorgteam" in page.content.decode()
        assert "Beantwoord" not in page.content.decode()


def test_a_worker_that_died_halfway_doubles_nothing(lindeborg):
    broadcast = prepared(lindeborg, "Alice", "Bob")
    agreed(lindeborg, broadcast, 2)
    tasks.send_broadcasts()
    with job_scope(lindeborg.id):  # as if the marks had been lost
        BroadcastRecipient.objects.update(sent_at=None, conversation=None, number=None)
        Broadcast.objects.update(done_at=None)

    tasks.send_broadcasts()

    with job_scope(lindeborg.id):
        assert Message.objects.count() == 2 and Broadcast.objects.get().done_at


def test_who_has_not_read_it_can_be_reminded_once_a_day(lindeborg):
    broadcast = prepared(lindeborg, "Alice", "Bob")
    agreed(lindeborg, broadcast, 2)
    tasks.send_broadcasts()
    with person_scope(lindeborg.patients["Alice"].person_id):
        conversation = Conversation.objects.get()
        mark_read(person=lindeborg.patients["Alice"].person, conversation=conversation, number=1)

    assert far(lindeborg, broadcast) == (2, 2, 1, 0)
    with at_work(lindeborg):
        assert [each.patient.given_name for each in queries.unread(broadcast)] == ["Bob"]
        before = Notice.objects.count()
        for _ in range(2):
            given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
            assert writing.remind(broadcast=broadcast, **given) == 1
        assert Notice.objects.count() == before + 1


def test_what_is_stopped_is_sent_no_further(lindeborg):
    broadcast = prepared(lindeborg, "Alice")
    agreed(lindeborg, broadcast, 1)
    with at_work(lindeborg):
        writing.stop(member=lindeborg.staff["Marieke"], looker=LOOKER, broadcast=Broadcast.objects.get())

    tasks.send_broadcasts()

    assert far(lindeborg, broadcast) == (1, 0, 0, 0)


def test_nobody_sends_in_the_name_of_who_left(lindeborg):
    broadcast = prepared(lindeborg, "Alice")
    agreed(lindeborg, broadcast, 1)
    with job_scope(lindeborg.id):
        Membership.objects.filter(id=lindeborg.staff["Marieke"].id).update(ended_at=timezone.now())

    tasks.send_broadcasts()

    with job_scope(lindeborg.id):
        assert Broadcast.objects.get().stopped_at and not Message.objects.exists()


def test_refusals(lindeborg):
    broadcast = prepared(lindeborg, "Alice", "Bob")
    with pytest.raises(Refused, match="gewijzigd"):
        agreed(lindeborg, broadcast, 7)
    with pytest.raises(Refused, match="Niemand gevonden"):
        prepared(lindeborg)
    with pytest.raises(Refused, match="plaatshouder|invulveld|\\{naam\\}"):
        prepared(lindeborg, "Alice", text="Dag {naam}")
    with pytest.raises(Refused, match=str(audience.MOST)):
        prepared(lindeborg, *["Alice"] * (audience.MOST + 1))
    without_account(lindeborg)
    with pytest.raises(Refused, match="account"):
        agreed(lindeborg, prepared(lindeborg, "Willem"), 0)


def test_pasted_numbers_name_each_bad_line(lindeborg, waterkant):
    with at_work(lindeborg):
        found = audience.of_numbers("0\n\n 1 \n999\n0\n=1+1\n")

    assert [patient.given_name for patient in found.patients] == ["Alice", "Bob"]
    assert [line.partition(":")[0] for line in found.bad_lines] == ["Regel 4", "Regel 5", "Regel 6"]


def test_who_has_died_is_not_written_to(lindeborg):
    broadcast = prepared(lindeborg, "Alice", "Bob")
    agreed(lindeborg, broadcast, 2)
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=lindeborg.patients["Bob"].id).update(deceased_on=timezone.localdate())

    tasks.send_broadcasts()

    assert far(lindeborg, broadcast) == (2, 1, 0, 0)
    with at_work(lindeborg):
        found = audience.of_numbers("0\n1\n")
        assert Broadcast.objects.get().done_at
    assert [patient.given_name for patient in found.patients] == ["Alice"]
    assert "Regel 2" in found.bad_lines[0] and "overleden" in found.bad_lines[0]


def test_the_day_is_of_the_department_and_booked(lindeborg):
    with job_scope(lindeborg.id):
        at = timezone.now()
        for name, status in (("Alice", "booked"), ("Bob", "cancelled")):
            Visit.objects.create(
                patient=lindeborg.patients[name],
                department=lindeborg.department,
                source=name,
                starts_at=at,
                kind="x",
                status=status,
            )
        day = timezone.localdate(at)
        assert [each.given_name for each in audience.of_day(lindeborg.department, day).patients] == ["Alice"]


def test_the_pages_from_writing_to_the_list_of_who_has_not_read(lindeborg):
    client = signed_in(lindeborg.staff["Marieke"].person)
    body = {"afdeling": str(lindeborg.department.id), "subject": "Spreekuur", "text": "Dag {voornaam}."}
    without_account(lindeborg)

    missing = client.post("/org/lindeborg/berichten/nieuw/", body | {"who": "day"})
    assert missing.status_code == 422 and "Vul dit in" in missing.content.decode()
    bad = client.post("/org/lindeborg/berichten/nieuw/", body | {"who": "numbers", "numbers": "0\nx9"})
    assert bad.status_code == 422 and "Regel 2" in bad.content.decode()
    assert "Dag {voornaam}." in bad.content.decode()
    made = client.post("/org/lindeborg/berichten/nieuw/", body | {"who": "numbers", "numbers": "0\n1\n77"})
    address = made.headers["Location"]
    page = client.get(address).content.decode()
    assert "U stuurt 2 mensen een bericht" in page and "Dag Alice." in page and "Willem" in page
    assert client.post(f"{address}verstuur/", {"aantal": "2"}).status_code == 302
    tasks.send_broadcasts()
    page = client.get(address).content.decode()
    assert "Nog niet gelezen: 2" in page and "Bob Jansen" in page
    assert client.post(f"{address}herinner/").status_code == 302
    assert "Spreekuur" in client.get("/org/lindeborg/berichten/").content.decode()
    other = prepared(lindeborg, "Alice")
    assert client.post(f"/org/lindeborg/berichten/{other.id}/weg/").status_code == 302


def test_the_page_costs_the_same_for_one_and_for_three(lindeborg):
    client = signed_in(lindeborg.staff["Marieke"].person)
    with job_scope(lindeborg.id):
        lindeborg.patients["Cor"] = make_patient("Cor", number="3")

    def cost(*names):
        broadcast = prepared(lindeborg, *names)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/org/lindeborg/berichten/{broadcast.id}/").status_code == 200
        return len(captured)

    cost("Alice")
    assert cost("Alice") == cost("Alice", "Bob", "Cor")
