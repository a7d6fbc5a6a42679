"""Labels: made by a manager, put on by the team, never seen by a patient."""

from __future__ import annotations

import re

import pytest
from django.db import ProgrammingError, transaction

from audit.models import AccessLogEntry
from conversations.actions.labels import LabelDraft, put_on, restore_label, retire_label, save_label, take_off
from conversations.labelling import labels_for, labels_of
from conversations.models import ConversationLabel, Label
from rowsecurity.errors import Forbidden, Refused
from rowsecurity.scopes import person_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked, second_department

DRAFT = LabelDraft("Recept", "amber")


@pytest.fixture
def manager(lindeborg):
    return colleague(lindeborg, "Joost", roles=["manager"])


def by(member):
    return {"member": member, "looker": LOOKER}


def made(house, manager, draft=DRAFT):
    with at_work(house, "Joost"):
        return save_label(draft=draft, **by(manager))


def test_a_nurse_puts_a_label_on_once_and_takes_it_off(lindeborg, manager):
    label, conversation = made(lindeborg, manager), asked(lindeborg)
    nurse = by(lindeborg.staff["Marieke"])
    with at_work(lindeborg):
        for _ in range(2):
            put_on(conversation=locked(lindeborg, conversation), label=label, **nurse)
        assert labels_of([conversation]) == {conversation.id: [label]}
        assert AccessLogEntry.objects.filter(event="conversation.labelled").count() == 1
        take_off(conversation=locked(lindeborg, conversation), label=label, **nurse)
        assert labels_of([conversation]) == {}


def test_a_nurse_makes_none(lindeborg):
    with at_work(lindeborg), pytest.raises(Forbidden):
        save_label(draft=DRAFT, **by(lindeborg.staff["Marieke"]))


def test_two_with_the_same_name_are_refused_until_one_is_retired(lindeborg, manager):
    label = made(lindeborg, manager)
    same = LabelDraft("recept", "red")
    with at_work(lindeborg, "Joost"):
        with pytest.raises(Refused, match="recept"):
            save_label(draft=same, **by(manager))
        retire_label(label=label, **by(manager))
        save_label(draft=same, **by(manager))
        with pytest.raises(Refused, match="Recept"):
            restore_label(label=label, **by(manager))


def test_a_retired_label_stays_where_it_is_and_is_not_offered(lindeborg, manager):
    label, conversation = made(lindeborg, manager), asked(lindeborg)
    with at_work(lindeborg, "Joost"):
        head = locked(lindeborg, conversation, "Joost")
        put_on(conversation=head, label=label, **by(manager))
        retire_label(label=label, **by(manager))
        assert labels_of([head]) == {head.id: [label]}
        assert list(labels_for(lindeborg.department)) == []
        with pytest.raises(Refused, match="Recept"):
            put_on(conversation=head, label=label, **by(manager))
        take_off(conversation=head, label=label, **by(manager))
        assert labels_of([head]) == {}


def test_a_label_of_another_department_is_not_offered_and_refused(lindeborg, manager):
    infusion, conversation = second_department(lindeborg), asked(lindeborg)
    label = made(lindeborg, manager, LabelDraft("Infuus", "blue", infusion))
    with at_work(lindeborg, "Joost"):
        assert list(labels_for(infusion)) == [label]
        assert list(labels_for(lindeborg.department)) == []
        with pytest.raises(Refused, match="Infuus"):
            put_on(conversation=locked(lindeborg, conversation, "Joost"), label=label, **by(manager))


@pytest.mark.parametrize("table", [Label, ConversationLabel])
def test_the_patients_side_has_no_right_on_labels(lindeborg, table):
    patient, denied = lindeborg.patients["Alice"], pytest.raises(ProgrammingError, match="denied")
    with person_scope(patient.person_id), denied, transaction.atomic():
        table.objects.count()


def test_the_queue_is_filtered_by_label_and_shows_it(lindeborg, manager):
    label = made(lindeborg, manager)
    marked = asked(lindeborg, subject="Nieuw recept")
    asked(lindeborg, "Bob", subject="Andere vraag")
    client = signed_in(lindeborg.staff["Marieke"].person)
    put = f"/org/lindeborg/gesprekken/{marked.id}/label/"
    assert client.post(put, {"op": str(label.id)}).status_code == 302

    shown = client.get("/org/lindeborg/", {"label": str(label.id)}).text

    assert "Nieuw recept" in shown and "Andere vraag" not in shown
    assert "label--amber" in client.get(f"/org/lindeborg/gesprekken/{marked.id}/").text
    client.post(put, {"af": str(label.id)})
    assert "Nieuw recept" not in client.get("/org/lindeborg/", {"label": str(label.id)}).text


def test_a_manager_makes_renames_and_retires_on_the_page(lindeborg, manager):
    client = signed_in(manager.person)
    assert client.post("/org/lindeborg/labels/", {"name": "Recept", "colour": "red"}).status_code == 302
    refused = client.post("/org/lindeborg/labels/", {"name": "recept", "colour": "red"})
    assert refused.status_code == 422 and "al een label" in refused.text
    with at_work(lindeborg):
        label = Label.objects.get()
    address = f"/org/lindeborg/labels/{label.id}/"
    client.post(
        address, {"name": "Herhaalrecept", "colour": "blue", "afdeling": str(lindeborg.department.id)}
    )
    client.post(f"{address}weg/")
    with at_work(lindeborg):
        kept = Label.objects.get()
    assert (kept.name, kept.colour, kept.department_id) == ("Herhaalrecept", "blue", lindeborg.department.id)
    assert kept.retired_at is not None


def departments_shown(client):
    """Whose list it is, as the title of the page says."""
    return re.findall(r"<title>(.*?) ·", client.get("/org/lindeborg/").content.decode())


def test_who_works_at_two_departments_starts_where_somebody_waits_then_where_they_were(lindeborg):
    infusion = second_department(lindeborg)
    manager = colleague(lindeborg, "Joost", roles=["manager"])
    asked(lindeborg)
    client = signed_in(manager.person)

    assert departments_shown(client) == [lindeborg.department.name]
    client.get("/org/lindeborg/", {"afdeling": str(infusion.id)})
    assert departments_shown(client) == [infusion.name]
