"""The pages: what a partner sees, what the team that invites sees, and what the patient sees."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.models import Participation
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.conversations.stage import asked
from tests.network.stage import invited, make_findable, removed


def statements(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [each["sql"] for each in captured.captured_queries]


@pytest.fixture
def nadia(waterkant):
    return signed_in(waterkant.staff["Nadia"].person)


@pytest.fixture
def marieke(lindeborg):
    return signed_in(lindeborg.staff["Marieke"].person)


def shared(house, participation, name="shared"):
    return reverse(f"network:{name}", args=[house.organisation.slug, participation.id])


def test_a_partner_finds_it_in_the_queue_and_reads_it(lindeborg, waterkant, nadia):
    participation = invited(lindeborg, waterkant, question="Wat raadt u aan?")

    queue = nadia.get("/org/waterkant/").content.decode()
    assert "Netwerkgesprekken" in queue and "pill--wait" in queue
    listed = nadia.get("/org/waterkant/netwerk/").content.decode()
    assert "Alice Jansen" in listed and "vraagt uw reactie" in listed and "Lindeborg" in listed
    page = nadia.get(shared(waterkant, participation)).content.decode()
    assert "Moet ik nuchter zijn?" in page and "Wat raadt u aan?" in page and "14 maart 1958" in page
    assert "alice@example.org" not in page and "0612345678" not in page


def test_an_inbox_without_network_conversations_says_nothing_of_them(waterkant, nadia):
    assert "Netwerkgesprekken" not in nadia.get("/org/waterkant/").content.decode()


def test_a_partner_writes_by_form_and_by_script(lindeborg, waterkant, nadia):
    participation = invited(lindeborg, waterkant)
    by_form = {"client_id": str(uuid4()), "text": "Kom langs."}
    by_script = json.dumps({"client_id": str(uuid4()), "text": "En neem sportkleding mee."})

    assert nadia.post(shared(waterkant, participation, "write"), by_form).status_code == 302
    made = nadia.post(shared(waterkant, participation, "write"), by_script, content_type="application/json")
    assert made.status_code == 201
    empty = nadia.post(shared(waterkant, participation, "write"), {"client_id": str(uuid4()), "text": " "})
    assert empty.status_code == 409 or empty.status_code == 422
    page = nadia.get(shared(waterkant, participation)).content.decode()
    assert "Kom langs." in page and "sportkleding" in page
    news = nadia.get(shared(waterkant, participation, "news"), {"na": "3"}).content.decode()
    assert "sportkleding" in news and "Moet ik nuchter" not in news


def test_after_removal_every_page_says_it_is_not_there(lindeborg, waterkant, nadia):
    participation = invited(lindeborg, waterkant)
    assert nadia.get(shared(waterkant, participation)).status_code == 200
    removed(lindeborg, participation)

    for name in ("shared", "news"):
        assert nadia.get(shared(waterkant, participation, name)).status_code == 404
    for name in ("seen", "write", "leave"):
        body = {"client_id": str(uuid4()), "text": "Dag.", "nummer": "1"}
        assert nadia.post(shared(waterkant, participation, name), body).status_code == 404
    assert "Alice" not in nadia.get("/org/waterkant/netwerk/").content.decode()


def test_the_team_invites_asks_and_takes_out(lindeborg, waterkant, marieke):
    conversation = asked(lindeborg)
    address = reverse("network:invite", args=["lindeborg", conversation.id])
    assert "Nog geen afdeling" in marieke.get(address).content.decode()
    make_findable(waterkant)

    assert "Waterkant" in marieke.get(address).content.decode()
    assert marieke.post(address, {"afdeling_elders": "", "reading": "all"}).status_code == 422
    body = {"afdeling_elders": str(waterkant.department.id), "reading": "all", "may_write": "on"}
    assert marieke.post(address, body).status_code == 302
    again = marieke.post(address, body | {"question": "Bewaar dit"})
    assert again.status_code == 422 and "Bewaar dit" in again.content.decode()
    with job_scope(lindeborg.id):
        partner = Participation.objects.get()
    page = marieke.get(reverse("conversations:case", args=["lindeborg", conversation.id])).content.decode()
    assert "Waterkant" in page and "Haal eruit" in page
    for name in ("ask_again", "remove", "remove"):
        url = reverse(f"network:{name}", args=["lindeborg", conversation.id, partner.id])
        assert marieke.post(url).status_code == 302
    with job_scope(lindeborg.id):
        assert Participation.objects.get().ended_by == "owner"


def test_the_patient_sees_who_reads_along(lindeborg, waterkant):
    conversation = asked(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)
    address = reverse("conversations:own_thread", args=[conversation.id])
    assert "schrijft mee" not in alice.get(address).content.decode()
    invited(lindeborg, waterkant, conversation)

    page = alice.get(address).content.decode()
    assert "Waterkant, Reumatologie leest en schrijft mee" in page and "Wilt u dit liever niet?" in page


def test_a_manager_lets_a_department_be_found_and_no_longer(waterkant, nadia):
    with job_scope(waterkant.id):
        waterkant.staff["Nadia"].roles = ["manager"]
        waterkant.staff["Nadia"].save()
    address = reverse("network:set_findable", args=["waterkant", waterkant.department.id])

    nadia.post(address, {"vindbaar": "ja"})
    assert "Niet meer" in nadia.get("/org/waterkant/netwerk/vindbaar/").content.decode()
    nadia.post(address, {"vindbaar": "nee"})
    assert "Maak vindbaar" in nadia.get("/org/waterkant/netwerk/vindbaar/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(lindeborg, waterkant, nadia):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert nadia.get("/org/waterkant/netwerk/").status_code == 200
        return len(captured)

    invited(lindeborg, waterkant)
    queries()  # reads the key
    one = queries()
    for _ in range(2):
        invited(lindeborg, waterkant)
    assert queries() == one


def test_the_numbers_of_the_network_cost_the_inbox_no_statement(lindeborg, waterkant, nadia):
    statements(nadia, "/org/waterkant/")
    alone = statements(nadia, "/org/waterkant/")
    invited(lindeborg, waterkant, question="Wat raadt u aan?")
    together = statements(nadia, "/org/waterkant/")

    assert len(together) == len(alone)
    assert [each for each in together if each.lstrip().startswith("SELECT * FROM network_waiting")] == []
