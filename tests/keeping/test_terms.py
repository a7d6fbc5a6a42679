"""What is over its term goes at night, and no sooner; less than the law asks cannot be chosen."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit import sealer
from audit.models import AccessLogEntry, Cleared, Seal
from beterdichtbij.demo.past import Line, Past, bring_in
from carepaths.models import Result
from conversations.models import Conversation, Message
from files.models import StoredFile
from keeping import dossier, removing
from keeping.models import Removal, Terms
from people.models import Patient
from rowsecurity.models import TenantOwned
from rowsecurity.scopes import Scope, job_scope, open_scope
from tests import cast
from tests.conversations.stage import asked
from tests.files.conftest import store_folder  # noqa: F401
from tests.files.corpus import jpeg
from tests.files.stage import adding
from tests.keeping.test_everything import admin, ingrid  # noqa: F401

PAGE = "/org/lindeborg/organisatie/bewaren/"


def talk(house, name: str, at: datetime) -> None:
    """A conversation of long ago."""
    with job_scope(house.id):
        patient = Patient.objects.get(id=house.patients[name].id)
        lines = [Line(at, "patient", "Van toen", label=name)]
        bring_in(Past(uuid4(), patient, house.department, "Toen", lines))
        Conversation.objects.filter(patient=patient).update(created_at=at, last_message_at=at)


def years_after(moment: datetime, years: int) -> datetime:
    return removing.years_before(moment, -years)


def left(house) -> set[str]:
    with job_scope(house.id):
        return set(Conversation.objects.values_list("patient__given_name", flat=True))


def test_every_table_about_a_patient_or_a_conversation_goes_or_stays_with_a_reason():
    goes = [label for label, _lookups in dossier.GOES]
    tenant = [model for model in apps.get_models() if issubclass(model, TenantOwned)]
    found, looked_at = set(), [Patient, Conversation, StoredFile]
    seen = set(looked_at)
    while looked_at:
        target = looked_at.pop()
        for model in tenant:
            label = model._meta.label
            to_target = [field for field in model._meta.local_fields if field.related_model is target]
            if to_target and model not in seen:
                found.add(label)
                seen.add(model)
                if label in goes:
                    looked_at.append(model)
    expected = found | {"conversations.Conversation", "files.StoredFile"}
    assert set(goes) | set(dossier.STAYS) == expected
    assert not set(goes) & set(dossier.STAYS)


def test_a_file_goes_when_its_last_change_is_longer_ago_than_the_term(lindeborg, waterkant, store_folder):  # noqa: F811
    today = timezone.now()
    too_soon, over = years_after(today, 19), years_after(today, 21)
    stage = adding(lindeborg)
    stage.send(stage.add(jpeg())["id"], text="Zo.")
    asked(lindeborg, "Bob")
    talk(lindeborg, "Bob", years_after(today, 10))  # and again: everything stays
    talk(waterkant, "Mallory", today)
    with job_scope(lindeborg.id):
        numbers = Message.objects.filter(patient=lindeborg.patients["Alice"]).count()

    removing.remove_over_term(lindeborg.id, too_soon)
    assert left(lindeborg) == {"Alice", "Bob"}
    removing.remove_over_term(lindeborg.id, over)

    assert left(lindeborg) == {"Bob"} and left(waterkant) == {"Mallory"}
    assert not [path for path in store_folder.rglob("*") if path.is_file()]
    with job_scope(lindeborg.id):
        (removal,) = Removal.objects.all()
        assert (removal.kind, removal.patients) == ("conversations", 1)
        assert removal.numbers["conversations.Message"] == numbers
        assert removal.numbers["files.StoredFile"] == 1
        (line,) = AccessLogEntry.objects.filter(event="retention.removed")
        assert line.patient_id == lindeborg.patients["Alice"].id
        assert Patient.objects.filter(id=lindeborg.patients["Alice"].id).exists()


def test_what_is_no_message_keeps_a_file_too_and_goes_without_any_conversation(lindeborg):
    now = timezone.now()
    talk(lindeborg, "Alice", removing.years_before(now, 21))
    with job_scope(lindeborg.id):
        for name, years in (("Alice", 1), ("Bob", 21)):
            issued = removing.years_before(now, years)
            Result.objects.create(
                patient=lindeborg.patients[name], code="crp", issued_at=issued, source=f"{name}-1"
            )

    removing.remove_over_term(lindeborg.id, now)

    assert left(lindeborg) == {"Alice"}
    with job_scope(lindeborg.id):
        assert [each.patient_id for each in Result.objects.all()] == [lindeborg.patients["Alice"].id]
        assert Removal.objects.get().numbers == {"carepaths.Result": 1}


def test_who_stays_is_looked_at_a_stretch_at_a_time_and_keeps_nobody_waiting(lindeborg, monkeypatch):
    monkeypatch.setattr("keeping.dossier.LOOKED_AT_ONCE", 1)
    now = timezone.now()
    first, second = sorted(lindeborg.patients.values(), key=lambda patient: patient.id)[:2]
    moment = removing.years_before(now, 20)
    with job_scope(lindeborg.id):
        for patient, years in ((first, 1), (second, 21)):
            issued = removing.years_before(now, years)
            Result.objects.create(patient=patient, code="crp", issued_at=issued, source=str(patient.id))

    with removing.eraser_scope(lindeborg.id):
        assert dossier.untouched_since(moment, most=20) == ([], first.id)
        assert dossier.untouched_since(moment, most=20, after=first.id) == ([second.id], second.id)
        assert dossier.untouched_since(moment, most=20, after=second.id) == ([], None)
    removing.remove_over_term(lindeborg.id, now)

    with job_scope(lindeborg.id):
        assert [each.patient_id for each in Result.objects.all()] == [first.id]


def test_files_may_go_before_their_conversations(lindeborg, store_folder):  # noqa: F811
    with open_scope(Scope("bd_staff", lindeborg.id)):
        Terms.objects.create(conversations_years=30, files_years=20)
    stage = adding(lindeborg)
    stage.send(stage.add(jpeg())["id"], text="Zo.")
    removing.remove_over_term(lindeborg.id, years_after(timezone.now(), 21))

    assert left(lindeborg) == {"Alice"}
    with job_scope(lindeborg.id):
        assert not StoredFile.objects.exists()
        assert [each.kind for each in Removal.objects.all()] == ["files"]


def old_lines(house, number: int, *, years: int = 6) -> Seal:
    """Lines of years ago with the link that was made over them then."""
    at = removing.years_before(timezone.now(), years)
    with job_scope(house.id), connection.cursor() as cursor:
        for _each in range(number):
            cursor.execute(
                "INSERT INTO audit_accesslogentry (id, at, event, action, actor_label, role, ground,"
                " object_type, source) VALUES (gen_random_uuid(), %s, 'conversation.read', 'R', '', 'desk',"
                " '', 'conversation', '')",
                [at],
            )
        cursor.execute("SELECT pg_current_xact_id()::text::bigint + 1")
        high = cursor.fetchone()[0]
        link = Seal(number=1, low=0, high=high, sealed_at=at + timedelta(minutes=1))
        lines = list(sealer._lines(house.id, 0, high))
        link.lines = len(lines)
        link.digest = sealer.digest(sealer.BEGINNING, link, house.id, lines)
        link.save(force_insert=True)
    return link


def test_lines_of_the_log_go_after_their_term_and_the_chain_holds(lindeborg):
    old_lines(lindeborg, 3)
    assert sealer.verify(lindeborg.id).is_intact

    removing.remove_over_term(lindeborg.id, timezone.now())

    with job_scope(lindeborg.id):
        assert not AccessLogEntry.objects.filter(event="conversation.read").exists()
        assert Cleared.objects.get().lines == 3
        assert Removal.objects.get().numbers == {"audit.AccessLogEntry": 3}
    assert sealer.verify(lindeborg.id).is_intact


def test_a_log_that_lacks_lines_already_is_not_cleared_and_is_noticed(lindeborg):
    old_lines(lindeborg, 3)
    with removing.eraser_scope(lindeborg.id), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM audit_accesslogentry WHERE id IN (SELECT id FROM audit_accesslogentry"
            " WHERE event = 'conversation.read' LIMIT 1)"
        )
        assert cursor.rowcount == 1
    removing.look_after([lindeborg.id], is_night=True)

    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.filter(event="conversation.read").count() == 2
    assert not sealer.verify(lindeborg.id).is_intact


def test_the_database_lets_nobody_remove_a_line_that_is_too_young(lindeborg):
    link = old_lines(lindeborg, 2, years=4)
    with removing.eraser_scope(lindeborg.id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_accesslogentry")
        assert cursor.rowcount == 0
        Cleared.objects.create(through=link.number, lines=2)
    assert not sealer.verify(lindeborg.id).is_intact


def test_an_admin_chooses_no_less_than_the_law_asks(lindeborg, admin):  # noqa: F811
    assert "Er is nog niets verwijderd" in admin.get(PAGE).text
    wrong = {"conversations_years": "19", "files_years": "21", "log_years": "4"}
    refused = admin.post(PAGE, wrong)
    assert refused.status_code == 422
    assert "minstens 20 jaar" in refused.text and "minstens 5 jaar" in refused.text
    longer = admin.post(PAGE, {"conversations_years": "20", "files_years": "25", "log_years": "5"})
    assert longer.status_code == 422 and "kies niet meer jaren" in longer.text
    assert (
        admin.post(PAGE, {"conversations_years": "30", "files_years": "20", "log_years": "7"}).status_code
        == 302
    )
    with job_scope(lindeborg.id):
        assert Terms.objects.get().conversations_years == 30
        assert AccessLogEntry.objects.filter(event="retention.set").count() == 1
    nurse = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert nurse.get(PAGE).status_code == 403


@pytest.mark.parametrize(
    "years",
    [
        {"conversations_years": 19, "files_years": 19},
        {"files_years": 21},
        {"log_years": 4},
    ],
    ids=str,
)
def test_less_cannot_stand_in_the_database_either(lindeborg, years):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        open_scope(Scope("bd_staff", lindeborg.id)),
    ):
        Terms.objects.create(**years)


def test_years_are_those_of_the_calendar():
    leap = datetime(2048, 2, 29, 12)
    assert removing.years_before(leap, 20) == datetime(2028, 2, 29, 12)
    assert removing.years_before(leap, 5) == datetime(2043, 2, 28, 12)
