"""A department is removed when nobody waits for it any more, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.access import access_own_department
from conversations.actions.closing import close
from conversations.actions.removal import move_all, remove_department, restore_department
from conversations.models import Conversation, Message
from conversations.removal import standing
from people.models import Person
from rowsecurity.errors import Forbidden, NotFound, Refused
from rowsecurity.scopes import job_scope, person_scope
from tenants import names
from tenants.models import Department
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked, second_department


@pytest.fixture
def manager(lindeborg):
    return {"member": colleague(lindeborg, "Joost", roles=["manager"]), "looker": LOOKER}


def remove(house, manager):
    with at_work(house, "Joost"):
        remove_department(department=Department.objects.get(id=house.department.id), **manager)


def test_with_an_open_conversation_it_is_refused(lindeborg, manager):
    second_department(lindeborg)
    asked(lindeborg)
    with pytest.raises(Refused):
        remove(lindeborg, manager)


def test_a_closed_one_that_can_be_reopened_is_in_the_way_until_its_days_are_over(lindeborg, manager):
    second_department(lindeborg)
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        by = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
        close(conversation=locked(lindeborg, conversation), sentence="Sterkte!", **by)
        assert standing(lindeborg.department).count == 1
    with pytest.raises(Refused):
        remove(lindeborg, manager)
    with job_scope(lindeborg.id):
        Conversation.objects.update(reopen_until=timezone.now() - timedelta(days=1))
    remove(lindeborg, manager)


def test_moved_away_it_can_go_and_patients_choose_it_no_more(lindeborg, manager):
    infusion, conversation = second_department(lindeborg), asked(lindeborg)
    with at_work(lindeborg, "Joost"):
        promised = Conversation.objects.get().answer_due_at
        assert move_all(department=lindeborg.department, to=infusion, **manager) == 1
    remove(lindeborg, manager)

    alice = lindeborg.patients["Alice"].person_id
    with person_scope(alice):
        head = Conversation.objects.get(id=conversation.id)
        assert (head.department.name, head.answer_due_at) == ("Infuuscentrum", promised)
        assert "Infuuscentrum" in Message.objects.last().body
        with pytest.raises(NotFound):
            access_own_department(Person.objects.get(id=alice), lindeborg.department.id)
    with at_work(lindeborg, "Joost"):
        restore_department(department=Department.all_objects.get(id=lindeborg.department.id), **manager)
        assert lindeborg.department in Department.objects.all()


def test_what_was_said_there_stays_readable_under_its_name(lindeborg, manager):
    second_department(lindeborg)
    conversation = asked(lindeborg)
    with job_scope(lindeborg.id):
        Conversation.objects.update(waiting_since=None, answer_due_at=None, closed_at=timezone.now())
    remove(lindeborg, manager)

    patient, nurse = lindeborg.patients["Alice"].person, lindeborg.staff["Marieke"].person
    assert "Reumatologie" in signed_in(patient).get(f"/mijn/gesprekken/{conversation.id}/").text
    assert "Reumatologie" in signed_in(nurse).get(f"/org/lindeborg/gesprekken/{conversation.id}/").text


def test_the_only_department_stays(lindeborg, manager):
    with pytest.raises(Refused):
        remove(lindeborg, manager)


def test_what_was_said_there_stays_in_the_lists_of_its_patient(lindeborg, manager):
    second_department(lindeborg)
    conversation = asked(lindeborg)
    with at_work(lindeborg):
        by = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
        close(conversation=locked(lindeborg, conversation), sentence="Sterkte!", **by)
        Conversation.objects.update(reopen_until=timezone.now() - timedelta(days=1))
    remove(lindeborg, manager)
    names.forget()

    alice = signed_in(lindeborg.patients["Alice"].person)
    for page in ("/mijn/", "/mijn/gesprekken/?lijst=eerder", "/api/v1/conversations/"):
        assert lindeborg.department.name in alice.get(page).text


def test_a_nurse_removes_none(lindeborg):
    second_department(lindeborg)
    with at_work(lindeborg), pytest.raises(Forbidden):
        remove_department(department=lindeborg.department, member=lindeborg.staff["Marieke"], looker=LOOKER)


def test_the_page_refuses_with_the_list_and_moves_on(lindeborg, manager):
    infusion = second_department(lindeborg)
    conversation = asked(lindeborg, subject="Bijwerking")
    client = signed_in(manager["member"].person)
    address = f"/org/lindeborg/afdelingen/{lindeborg.department.id}/"

    refused = client.post(f"{address}verwijder/")
    assert refused.status_code == 409
    assert "Bijwerking" in refused.text and str(conversation.id) in refused.text

    moved = client.post(f"{address}verplaats/", {"naar": str(infusion.id)}, follow=True)
    assert "Infuuscentrum" in moved.text and "Bijwerking" not in moved.text
    client.post(f"{address}verwijder/")
    assert client.get(address).status_code == 404
    client.post(f"{address}terug/")
    assert client.get(address).status_code == 200


def test_an_admin_arranges_it_without_reading_who_asked_what(lindeborg, manager):
    asked(lindeborg, subject="Bijwerking")
    admin = colleague(lindeborg, "Ingrid", roles=["admin"])
    page = signed_in(admin.person).get(f"/org/lindeborg/afdelingen/{lindeborg.department.id}/verwijder/")
    assert "1 gesprek" in page.text
    assert "Bijwerking" not in page.text and "Jansen (1958)" not in page.text
