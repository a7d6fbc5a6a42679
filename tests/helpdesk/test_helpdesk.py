"""The helpdesk: tickets without content of care, a step on the way in, and a role that can read no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from helpdesk.models import Ticket, TicketEntry
from people.actions.invitations import invite_patient
from people.actions.sign_in import ACCOUNT
from people.looker import Looker
from people.models import Invitation, Patient
from rowsecurity.scopes import Scope, job_scope, open_scope
from tenants.roles import Role
from tests import cast

ASKED = {
    "organisation": "lindeborg",
    "topic": "code",
    "name": "Carla Jansen",
    "contact": "carla@example.org",
    "text": "Ik krijg geen sms.",
}
PLATFORM = Looker(label="", role="platform")


@pytest.fixture
def hella(lindeborg):
    person = cast.make_person("Hella")
    with job_scope(lindeborg.id):
        return cast.make_member(person, department=lindeborg.department, roles=[Role.HELPDESK])


@pytest.fixture
def desk(hella) -> Client:
    return cast.signed_in(hella.person)


@pytest.fixture
def carla(lindeborg):
    with job_scope(lindeborg.id):
        return cast.make_patient("Carla", number="77")


def the_ticket(house) -> Ticket:
    with job_scope(house.id):
        return Ticket.objects.get()


def invited(house, patient, **values) -> None:
    with job_scope(house.id):
        invitation = invite_patient(member=None, looker=PLATFORM, patient=patient)
        Invitation.objects.filter(id=invitation.id).update(**values)


def test_somebody_who_is_not_in_asks_and_follows_the_answer(lindeborg, desk, post):
    visitor = Client()
    assert "geen medische informatie" in visitor.get("/hulp/vraag/").text
    page = visitor.post("/hulp/vraag/", ASKED).headers["Location"]
    assert "Ik krijg geen sms." in visitor.get(page).text

    ticket = the_ticket(lindeborg)
    base = f"/org/lindeborg/helpdesk/{ticket.id}/"
    assert "Carla Jansen" in desk.get("/org/lindeborg/helpdesk/").text
    assert desk.post(f"{base}antwoord/", {"text": "Is uw nummer veranderd?"}).status_code == 302
    desk.post(f"{base}antwoord/", {"text": "Belt straks terug.", "doe": "notitie"})

    shown = visitor.get(page).text
    assert "Is uw nummer veranderd?" in shown and "Belt straks terug." not in shown
    letter = post.deliver()[0]
    assert letter.to == "carla@example.org" and "nummer veranderd" not in letter.body
    assert re.search(r"/hulp/vraag/\S+", letter.body).group() == page

    desk.post(f"{base}stand/", {"doe": "oplossen"})
    assert the_ticket(lindeborg).is_solved
    visitor.post(page, {"text": "Toch nog een vraag."})
    assert the_ticket(lindeborg).state == "open"


def test_words_of_a_ticket_stand_nowhere_in_the_clear(lindeborg):
    Client().post("/hulp/vraag/", ASKED)
    with job_scope(lindeborg.id):
        entry, ticket = TicketEntry.objects.get(), Ticket.objects.get()
    assert b"sms" not in bytes(entry.body) and b"Carla" not in bytes(ticket.asker)


def test_a_form_that_is_not_right_keeps_what_was_typed_and_five_an_hour_is_enough(lindeborg):
    visitor = Client()
    wrong = visitor.post("/hulp/vraag/", ASKED | {"organisation": ""})
    assert wrong.status_code == 422 and "Ik krijg geen sms." in wrong.text
    for _ in range(5):
        assert visitor.post("/hulp/vraag/", ASKED).status_code == 302
    last = visitor.post("/hulp/vraag/", ASKED)
    assert last.status_code == 422 and "Wacht een uur" in last.text and "Ik krijg geen sms." in last.text


def test_a_link_of_another_ticket_is_not_there(lindeborg):
    assert Client().get("/hulp/vraag/nothing/").status_code == 404


def test_a_call_is_written_down(lindeborg, desk):
    fields = {
        "source": "phone",
        "topic": "lost_phone",
        "name": "Piet",
        "contact": "030 1",
        "text": "Nieuw nummer",
    }
    assert desk.post("/org/lindeborg/helpdesk/nieuw/", fields | {"text": ""}).status_code == 422
    answer = desk.post("/org/lindeborg/helpdesk/nieuw/", fields)
    assert "Nieuw nummer" in desk.get(answer.headers["Location"]).text


def test_the_desk_has_somebody_called(lindeborg, carla, desk):
    nurse = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert nurse.post(f"/org/lindeborg/helpdesk/vraag/{carla.id}/").status_code == 302
    ticket = the_ticket(lindeborg)
    page = desk.get(f"/org/lindeborg/helpdesk/{ticket.id}/").text
    assert "Carla Jansen" in page and "Reumatologie" not in page
    assert nurse.get("/org/lindeborg/helpdesk/").status_code == 403


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "De e-mail is onderweg"),
        ({"sent_at": timezone.now()}, "Heeft de uitnodiging niet geopend"),
        ({"sent_at": timezone.now(), "opened_at": timezone.now()}, "geboortedatum"),
        ({"opened_at": timezone.now(), "codes_sent": 2}, "code per sms"),
        ({"opened_at": timezone.now(), "codes_sent": 2, "proven_at": timezone.now()}, "kies een wachtwoord"),
        ({"failures": 5}, "Op slot"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "verlopen"),
    ],
)
def test_the_helpdesk_sees_at_which_step_somebody_is(lindeborg, carla, desk, values, words):
    invited(lindeborg, carla, **values)
    answer = desk.get("/org/lindeborg/helpdesk/mensen/?zoek=77")
    assert words in desk.get(answer.headers["Location"]).text


def test_after_asking_who_it_is_the_helpdesk_sends_again_unlocks_and_replaces_a_number(
    lindeborg, carla, desk, post
):
    invited(lindeborg, carla, failures=5)
    page = f"/org/lindeborg/helpdesk/mensen/{carla.id}/"
    assert desk.post(f"{page}help/", {"doe": "opnieuw"}).status_code == 422
    asked = {"has_asked": "on"}
    assert desk.post(f"{page}help/", asked | {"doe": "nummer", "mobile": "12"}).status_code == 422
    assert desk.post(f"{page}help/", asked | {"doe": "nummer", "mobile": "0612345600"}).status_code == 302
    assert desk.post(f"{page}help/", asked | {"doe": "opnieuw"}).status_code == 302
    assert Client().get(post.link()).status_code == 200
    with job_scope(lindeborg.id):
        assert Patient.objects.get(id=carla.id).mobile == "+31612345600"
    for _ in range(100):
        ACCOUNT.count("carla@example.org")
    assert "Inloggen is even dicht" in desk.get(page).text
    desk.post(f"{page}help/", asked | {"doe": "ontgrendel"})
    assert "Inloggen is even dicht" not in desk.get(page).text


def test_the_helpdesk_works_in_a_role_that_cannot_read_a_conversation(lindeborg, hella, carla, desk):
    for path in ("", "uitnodigen/", "uitnodigen/voortgang/", f"uitnodigen/{carla.id}/", "helpdesk/mensen/"):
        assert desk.get(f"/org/lindeborg/{path}").status_code == 200, path
    assert desk.post(f"/org/lindeborg/uitnodigen/{carla.id}/brief/").status_code == 200
    for path in ("uitnodigen/balie/", "uitnodigen/lijst/", "zorgpaden/", "taken/"):
        assert desk.get(f"/org/lindeborg/{path}").status_code == 403, path
    scope = Scope("bd_helpdesk", lindeborg.id, hella.person_id)
    for table in (
        "conversations_message",
        "conversations_conversation",
        "conversations_note",
        "carepaths_visit",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), open_scope(scope):
            connection.cursor().execute(f"SELECT 1 FROM {table}")


def test_nobody_of_elsewhere_reaches_a_ticket_or_a_person(lindeborg, waterkant, carla):
    Client().post("/hulp/vraag/", ASKED)
    with job_scope(waterkant.id):
        nadia = waterkant.staff["Nadia"]
        nadia.roles = [Role.HELPDESK]
        nadia.save()
    stranger = cast.signed_in(nadia.person)
    ticket = the_ticket(lindeborg)
    assert stranger.get(f"/org/waterkant/helpdesk/{ticket.id}/").status_code == 404
    assert stranger.get(f"/org/waterkant/helpdesk/mensen/{carla.id}/").status_code == 404
    assert "Niemand gevonden" in stranger.get("/org/waterkant/helpdesk/mensen/?zoek=77").text
