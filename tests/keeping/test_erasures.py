"""Everything of one patient is deleted when two admins say so, and what others have is left alone."""

from __future__ import annotations

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.actions import Looker
from audit.models import AccessLogEntry
from conversations.models import Conversation, Message
from keeping import making, removing
from keeping.models import Erasure, Everything, Removal
from people.actions import staff
from people.models import Patient
from people.sessions import SessionStore
from rowsecurity.scopes import Scope, job_scope, open_scope
from tenants.models import Membership
from tenants.roles import Role
from tests import cast
from tests.conversations.stage import asked
from tests.files.conftest import store_folder  # noqa: F401
from tests.files.corpus import jpeg
from tests.files.stage import adding
from tests.keeping.test_everything import PAGE as ALL
from tests.keeping.test_everything import admin, fetched, ingrid, lines, only, wanted  # noqa: F401

PAGE = "/org/lindeborg/organisatie/verwijderen/"
WHY = {"reason": "asked", "may_go": "on"}


@pytest.fixture
def second(lindeborg):
    person = cast.make_person("Olga")
    with job_scope(lindeborg.id):
        cast.make_member(person, department=lindeborg.department, roles=[Role.ADMIN])
    return cast.signed_in(person)


def of_alice(house) -> str:
    return f"{PAGE}{house.patients['Alice'].id}/"


def decision(house) -> str:
    with job_scope(house.id):
        return f"{PAGE}{Erasure.objects.get().id}/besluit/"


def state(house) -> str:
    with job_scope(house.id):
        return Erasure.objects.get().state


def talks(house) -> int:
    with job_scope(house.id):
        return Conversation.objects.filter(patient=house.patients["Alice"]).count()


def test_what_two_admins_agreed_to_goes_and_nothing_else(lindeborg, waterkant, admin, second, store_folder):  # noqa: F811
    stage = adding(lindeborg)
    stage.send(stage.add(jpeg())["id"], text="Zo ziet het eruit.")
    asked(lindeborg, "Bob")
    with job_scope(waterkant.id):  # she is a patient there too
        person = lindeborg.patients["Alice"].person
        waterkant.patients["Alice"] = cast.make_patient("Alice", person=person, number="elsewhere")
    asked(waterkant, "Alice", text="Ook daar")
    found = admin.post(PAGE, {"number": "0", "birth_date": "14-3-1958"})
    assert found.headers["Location"] == of_alice(lindeborg)

    shown = admin.get(of_alice(lindeborg)).text
    assert "Gesprekken" in shown and "Het toegangslog" in shown and "Zo ziet het eruit" not in shown
    assert admin.post(of_alice(lindeborg), WHY).status_code == 302
    own = admin.post(decision(lindeborg), {"doe": "akkoord"}, follow=True)
    assert "Een andere beheerder moet er ook naar kijken" in own.text and state(lindeborg) == "asked"
    assert second.post(decision(lindeborg), {"doe": "akkoord"}).status_code == 302
    removing.look_after([lindeborg.id, waterkant.id], is_night=False)

    assert talks(lindeborg) == 0 and state(lindeborg) == "done" and talks(waterkant) == 1
    assert not [path for path in store_folder.rglob("*") if path.is_file()]
    with job_scope(lindeborg.id):
        assert not Message.objects.filter(patient=lindeborg.patients["Alice"]).exists()
        assert Conversation.objects.get().patient_id == lindeborg.patients["Bob"].id
        assert Patient.objects.filter(id=lindeborg.patients["Alice"].id).exists()
        removal = Removal.objects.get()
        assert removal.numbers["conversations.Conversation"] == 1 and removal.erasure is not None
        events = AccessLogEntry.objects.filter(event__startswith="erasure.").values_list("event", flat=True)
        assert set(events) == {"erasure.looked", "erasure.asked", "erasure.agreed", "erasure.done"}
    assert "rijen" in admin.get(PAGE).text
    removing.look_after([lindeborg.id], is_night=False)  # once
    with job_scope(lindeborg.id):
        assert Removal.objects.count() == 1


def test_the_only_admin_decides_alone_and_that_is_said(lindeborg, admin):  # noqa: F811
    asked(lindeborg)
    admin.post(of_alice(lindeborg), WHY)
    admin.post(decision(lindeborg), {"doe": "akkoord"})
    removing.look_after([lindeborg.id], is_night=False)
    assert talks(lindeborg) == 0
    assert "de enige beheerder" in admin.get(PAGE).text


@pytest.mark.parametrize("how", ["role", "access"])
def test_who_takes_the_role_from_the_only_other_admin_does_not_agree_alone(lindeborg, admin, second, how):  # noqa: F811
    asked(lindeborg)
    admin.post(of_alice(lindeborg), WHY)
    with job_scope(lindeborg.id):
        ours = Membership.objects.get(display_name="Ingrid")
        olga = Membership.objects.get(display_name="Olga")
    with open_scope(Scope("bd_staff", lindeborg.id, ours.person_id)):
        given = {"member": ours, "looker": Looker(label="Ingrid", role="admin"), "target": olga}
        if how == "role":
            staff.change_member(**given, work=staff.Work("Olga", "desk", [Role.DESK], []))
        else:
            staff.end_membership(**given)

    own = admin.post(decision(lindeborg), {"doe": "akkoord"}, follow=True)
    assert own.text.count("Minder dan 30 dagen geleden") == 2 and state(lindeborg) == "asked"
    removing.look_after([lindeborg.id], is_night=False)
    assert talks(lindeborg) == 1
    with job_scope(lindeborg.id):  # given back as another job: the line of the log stays
        Membership.objects.filter(id=olga.id).update(ended_at=None, roles=[Role.DESK])
    admin.post(decision(lindeborg), {"doe": "akkoord"})
    assert state(lindeborg) == "asked"


def test_copies_of_before_end_or_start_anew(lindeborg, admin, second, store_folder):  # noqa: F811
    asked(lindeborg, text="Van Alice")
    wanted(admin, lindeborg, second=second)
    making.make_due()
    earlier = only(lindeborg)
    with open_scope(Scope("bd_staff", lindeborg.id)):
        later = Everything.objects.create(asked_by_id=earlier.asked_by_id, expires_at=earlier.expires_at)
        Everything.objects.filter(id=later.id).update(state="due", decided_by_id=earlier.decided_by_id)
    ours = making._claim()
    admin.post(of_alice(lindeborg), WHY)
    second.post(decision(lindeborg), {"doe": "akkoord"})
    removing.look_after([lindeborg.id], is_night=False)

    gone = admin.get(f"{ALL}{earlier.id}/bestand/")
    assert gone.status_code == 404 and "Deze kopie is er niet meer" in gone.text
    with pytest.raises(making.Lost):
        making.make(ours)
    making.remove_old()
    assert not list(store_folder.rglob(f"{earlier.store_name}*"))
    assert making.make_due() == 1
    archive = fetched(admin, lindeborg)
    assert only(lindeborg).id == later.id
    assert "Van Alice" not in str([lines(archive, name) for name in archive.namelist() if "Message" in name])
    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.filter(event="everything.removed").count() == 1


@pytest.mark.parametrize(
    "more", [{"state": "agreed"}, {"state": "done"}, {"state": "refused"}, {"is_alone": True}], ids=str
)
def test_a_page_can_only_ask_in_the_database_too(lindeborg, ingrid, more):  # noqa: F811
    with job_scope(lindeborg.id):
        ours = Membership.objects.get(person=ingrid)
    if more.get("state") in ("agreed", "done"):
        more = more | {"decided_by": ours, "is_alone": True}
    with (
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
        open_scope(Scope("bd_staff", lindeborg.id, ingrid.id)),
    ):
        Erasure.objects.create(patient=lindeborg.patients["Alice"], reason="asked", asked_by=ours, **more)


def test_what_is_not_agreed_to_stays(lindeborg, admin, second):  # noqa: F811
    asked(lindeborg)
    admin.post(of_alice(lindeborg), WHY)
    again = admin.post(of_alice(lindeborg), WHY)
    assert again.status_code == 409 and "al gevraagd" in again.text
    removing.look_after([lindeborg.id], is_night=False)
    assert talks(lindeborg) == 1
    second.post(decision(lindeborg), {"doe": "niet"})
    removing.look_after([lindeborg.id], is_night=False)
    assert talks(lindeborg) == 1 and state(lindeborg) == "refused"
    late = second.post(decision(lindeborg), {"doe": "akkoord"}, follow=True)
    assert "al beslist" in late.text and state(lindeborg) == "refused"


def test_agreeing_asks_for_a_second_factor_of_a_moment_ago(lindeborg, admin, second):  # noqa: F811
    admin.post(of_alice(lindeborg), WHY)
    session = SessionStore(second.cookies["session"].value)
    session["verified_at"] = 0
    session.save()
    answer = second.post(decision(lindeborg), {"doe": "akkoord"})
    assert answer.headers["Location"].startswith("/inloggen/bevestigen/") and state(lindeborg) == "asked"


def test_number_and_birth_date_have_to_fit_and_it_has_to_be_said_that_it_may(lindeborg, admin):  # noqa: F811
    wrong = admin.post(PAGE, {"number": "0", "birth_date": "15-3-1958"})
    assert wrong.status_code == 422 and "deze geboortedatum" in wrong.text
    unsaid = admin.post(of_alice(lindeborg), {"reason": "asked"})
    assert unsaid.status_code == 422 and "komt niet terug" in unsaid.text


def test_the_number_of_statements_does_not_grow_with_what_was_asked(lindeborg, admin, second):  # noqa: F811
    counts = []
    for name in ("Alice", "Bob"):
        admin.post(f"{PAGE}{lindeborg.patients[name].id}/", WHY)
        with job_scope(lindeborg.id):
            asked_now = Erasure.objects.get(patient=lindeborg.patients[name])
        second.post(f"{PAGE}{asked_now.id}/besluit/", {"doe": "akkoord"})
        removing.look_after([lindeborg.id], is_night=False)
        admin.get(PAGE)
        with CaptureQueriesContext(connection) as counter:
            assert admin.get(PAGE).status_code == 200
        counts.append(len(counter))
    assert counts[0] == counts[1]


def test_only_admins_of_the_organisation_reach_it(lindeborg, waterkant, admin):  # noqa: F811
    admin.post(of_alice(lindeborg), WHY)
    nurse = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert nurse.get(PAGE).status_code == nurse.get(of_alice(lindeborg)).status_code == 403
    assert nurse.post(decision(lindeborg), {"doe": "akkoord"}).status_code == 403
    person = cast.make_person("Piet")
    with job_scope(waterkant.id):
        cast.make_member(person, department=waterkant.department, roles=[Role.ADMIN])
    other = cast.signed_in(person)
    for address in (of_alice(lindeborg), decision(lindeborg)):
        there = address.replace("lindeborg", "waterkant")
        assert other.post(there, WHY | {"doe": "akkoord"}).status_code == 404


def test_who_asked_cannot_agree_in_the_database_either(lindeborg, ingrid, admin):  # noqa: F811
    admin.post(of_alice(lindeborg), WHY)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        open_scope(Scope("bd_staff", lindeborg.id, ingrid.id)),
    ):
        erasure = Erasure.objects.get()
        Erasure.objects.update(state="agreed", decided_by_id=erasure.asked_by_id)


@pytest.mark.parametrize("role", ["bd_staff", "bd_job"])
def test_no_page_and_no_other_job_may_remove_what_people_wrote(lindeborg, role):
    asked(lindeborg)
    for table in ("conversations_message", "conversations_conversation", "conversations_note"):
        with (
            pytest.raises(Error, match="permission denied"),
            transaction.atomic(),
            open_scope(Scope(role, lindeborg.id)),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")
    assert talks(lindeborg) == 1
