"""What one admin asks and a second agrees to: who counts as a second, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.actions import Looker
from audit.models import AccessLogEntry
from keeping import making, removing
from keeping.models import Everything
from notifications.models import Notice
from notifications.reaching import spread
from notifications.texts import compose
from people.actions import staff
from people.models import Credential
from people.sessions import SessionStore
from rowsecurity.scopes import Scope, gate_scope, job_scope, open_scope
from tenants.models import Membership, StaffInvitation
from tenants.roles import Role
from tests import cast
from tests.conversations.stage import asked
from tests.files.conftest import store_folder  # noqa: F401
from tests.keeping.test_erasures import PAGE as DELETING
from tests.keeping.test_erasures import WHY, decision, of_alice, second, state, talks  # noqa: F401
from tests.keeping.test_everything import PAGE, admin, fetched, ingrid, only, wanted  # noqa: F401

AGREE = {"doe": "akkoord"}
LOOKER = Looker(label="Ingrid", role="admin")


def answer_to(house) -> str:
    return f"{PAGE}{only(house).id}/besluit/"


def events(house, beginning: str) -> list[str]:
    with job_scope(house.id):
        return list(
            AccessLogEntry.objects.filter(event__startswith=beginning).values_list("event", flat=True)
        )


def who_looked(house, name: str) -> str:
    return cast.signed_in(house.patients[name].person).get("/mijn/wie-keek/").text


def joins(house, name: str = "Vera"):
    """Somebody is invited by the admin as another one, and comes."""
    person = cast.make_person(name)
    with job_scope(house.id):
        invitation = StaffInvitation.objects.create(
            email="vera@example.nl",
            given_name=name,
            family_name="Tweede",
            display_name=name,
            job_title="beheerder",
            roles=[Role.ADMIN],
            token_hash=b"",
            expires_at="2099-01-01T00:00Z",
        )
        staff.accept(invitation=invitation, person_id=person.id, source="")
    return cast.signed_in(person)


def of(house, name: str) -> Membership:
    with job_scope(house.id):
        return Membership.objects.get(display_name=name)


def test_a_copy_is_made_when_a_second_admin_agrees_and_all_of_them_hear(lindeborg, admin, second):  # noqa: F811
    assert admin.post(PAGE).status_code == 302
    assert making.make_due() == 0
    own = admin.post(answer_to(lindeborg), AGREE, follow=True)
    assert "Een andere beheerder moet er ook naar kijken" in own.text
    assert making.make_due() == 0 and only(lindeborg).is_asked

    assert "Ga akkoord en maak de kopie" in second.get(PAGE).text
    second.post(answer_to(lindeborg), AGREE)
    assert making.make_due() == 1
    fetched(admin, lindeborg)

    olga = of(lindeborg, "Olga").person_id
    with gate_scope(olga):
        Credential.objects.create(person_id=olga, email="olga@example.nl")
    with job_scope(lindeborg.id):
        told = Notice.objects.filter(template__startswith="copy_")
        assert sorted(told.values_list("template", flat=True)) == ["copy_agreed"] * 2 + ["copy_asked"] * 2
        assert len({notice.person_id for notice in told}) == 2
        assert spread(told.get(template="copy_asked", person=olga)) == ""
        letter = Notice.objects.get(channel="email", template="copy_asked")
        assert letter.address == "olga@example.nl"
        said = compose(letter, organisation="Lindeborg", secret={})
        assert said.path == PAGE and "?" not in said.subject
    assert "door Olga" in admin.get(PAGE).text


def test_every_patient_reads_that_a_copy_of_everything_was_made_and_taken(lindeborg, waterkant, admin):  # noqa: F811
    assert "kopie van alles" not in who_looked(lindeborg, "Alice")
    wanted(admin, lindeborg)
    assert "kopie van alles" not in who_looked(lindeborg, "Alice")
    making.make_due()
    made = who_looked(lindeborg, "Alice")
    assert "maakte een kopie van alles wat de organisatie heeft" in made
    fetched(admin, lindeborg)

    for name in ("Alice", "Bob"):
        page = who_looked(lindeborg, name)
        assert "downloadde een kopie van alles" in page and "Ingrid" in page
        assert "vroeg een kopie" not in page
    assert "kopie van alles" not in who_looked(waterkant, "Mallory")
    with job_scope(lindeborg.id):
        lines = AccessLogEntry.objects.filter(event__in=("everything.made", "everything.read"))
        assert lines.count() == 2 and not lines.exclude(patient_id=None).exists()


def test_of_the_log_without_a_patient_somebody_reads_no_more_than_that(lindeborg, waterkant, admin):  # noqa: F811
    wanted(admin, lindeborg)
    making.make_due()
    with open_scope(Scope("bd_participant", None, lindeborg.patients["Alice"].person_id)):
        assert set(AccessLogEntry.objects.values_list("event", flat=True)) == {"everything.made"}
    with open_scope(Scope("bd_participant", None, waterkant.patients["Mallory"].person_id)):
        assert not AccessLogEntry.objects.exists()


def test_the_only_admin_makes_a_copy_alone_and_that_is_said(lindeborg, admin):  # noqa: F811
    wanted(admin, lindeborg)
    assert making.make_due() == 1
    assert "de enige beheerder" in admin.get(PAGE).text


def test_what_is_not_agreed_to_is_not_made_and_may_be_asked_anew(lindeborg, admin, second):  # noqa: F811
    admin.post(PAGE)
    second.post(answer_to(lindeborg), {"doe": "niet"})
    assert making.make_due() == 0
    shown = admin.get(PAGE).text
    assert "geen akkoord" in shown and "Vraag een kopie aan" in shown
    late = second.post(answer_to(lindeborg), AGREE, follow=True)
    assert "al beslist" in late.text
    wanted(admin, lindeborg, second=second)
    assert making.make_due() == 1
    assert sorted(events(lindeborg, "everything.")) == [
        "everything.agreed",
        "everything.asked",
        "everything.asked",
        "everything.made",
        "everything.refused",
    ]


def test_agreeing_to_a_copy_asks_for_a_second_factor_of_a_moment_ago(lindeborg, admin, second):  # noqa: F811
    admin.post(PAGE)
    session = SessionStore(second.cookies["session"].value)
    session["verified_at"] = 0
    session.save()
    answer = second.post(answer_to(lindeborg), AGREE)
    assert answer.headers["Location"].startswith("/inloggen/bevestigen/") and only(lindeborg).is_asked


@pytest.mark.parametrize("before", [True, False], ids=["made-before", "made-after"])
def test_an_account_that_is_admin_since_a_moment_does_not_agree(lindeborg, admin, before):  # noqa: F811
    asked(lindeborg)
    vera = joins(lindeborg) if before else None
    admin.post(of_alice(lindeborg), WHY)
    admin.post(PAGE)
    vera = vera or joins(lindeborg)

    for address in (decision(lindeborg), answer_to(lindeborg)):
        refused = vera.post(address, AGREE, follow=True)
        assert "nog geen dag beheerder" in refused.text
        assert admin.post(address, AGREE, follow=True).text.count("Een andere beheerder moet") == 1
    removing.look_after([lindeborg.id], is_night=False)
    assert making.make_due() == 0 and state(lindeborg) == "asked" and talks(lindeborg) == 1
    assert "Ga akkoord" not in vera.get(PAGE).text and "Ga akkoord" not in vera.get(DELETING).text


def test_every_other_admin_hears_of_a_new_one_and_all_of_a_deletion(lindeborg, ingrid, admin, second):  # noqa: F811
    joins(lindeborg)
    asked(lindeborg)
    admin.post(of_alice(lindeborg), WHY)

    with job_scope(lindeborg.id):
        began = Notice.objects.filter(template="admin_began")
        of_before = {ingrid.id, Membership.objects.get(display_name="Olga").person_id}
        assert {notice.person_id for notice in began} >= of_before
        vera = Membership.objects.get(display_name="Vera").person_id
        assert not began.filter(person=vera).exists()
        told = Notice.objects.filter(template="erasure_asked")
        assert {notice.person_id for notice in told} == {*of_before, vera}
        assert not told.exclude(patient=None).exists()
        assert compose(began[0], organisation="Lindeborg", secret={}).path == "/org/lindeborg/medewerkers/"
        assert compose(told[0], organisation="Lindeborg", secret={}).path == DELETING


def test_after_a_day_a_new_admin_is_a_second_one(lindeborg, admin, monkeypatch):  # noqa: F811
    vera = joins(lindeborg)
    monkeypatch.setattr("keeping.agreeing.SETTLED", timedelta(0))
    wanted(admin, lindeborg, second=vera)
    assert making.make_due() == 1 and only(lindeborg).is_alone is False


def test_whoever_gets_the_role_later_is_new_too(lindeborg, admin, ingrid):  # noqa: F811
    marieke = lindeborg.staff["Marieke"]
    with open_scope(Scope("bd_staff", lindeborg.id, ingrid.id)):
        ours = Membership.objects.get(person=ingrid)
        work = staff.Work("Marieke", "verpleegkundige", [Role.ADMIN, Role.CLINICIAN], [])
        staff.change_member(member=ours, looker=LOOKER, target=marieke, work=work)
        staff.change_member(member=ours, looker=LOOKER, target=marieke, work=work)
    assert events(lindeborg, staff.ADMIN_BEGAN) == [staff.ADMIN_BEGAN]
    admin.post(PAGE)
    refused = cast.signed_in(marieke.person).post(answer_to(lindeborg), AGREE, follow=True)
    assert "nog geen dag beheerder" in refused.text and only(lindeborg).is_asked


def test_a_page_can_only_ask_for_a_copy_and_nobody_agrees_to_their_own_in_the_database(lindeborg, ingrid):  # noqa: F811
    ours = of(lindeborg, "Ingrid")
    here = Scope("bd_staff", lindeborg.id, ingrid.id)
    until = {"asked_by": ours, "expires_at": "2099-01-01T00:00Z"}
    with pytest.raises(Error, match="row-level security"), transaction.atomic(), open_scope(here):
        Everything.objects.create(state="due", decided_by=ours, is_alone=True, **until)
    with pytest.raises(IntegrityError), transaction.atomic(), open_scope(here):
        copy = Everything.objects.create(**until)
        Everything.objects.filter(id=copy.id).update(state="due", decided_by=ours)


def test_the_number_of_statements_of_the_page_does_not_grow_with_what_was_asked(lindeborg, admin, second):  # noqa: F811
    counts = []
    for _round in (1, 2):
        admin.post(PAGE)
        with job_scope(lindeborg.id):
            copy = Everything.objects.get(state="asked")
        second.post(f"{PAGE}{copy.id}/besluit/", {"doe": "niet"})
        admin.get(PAGE)
        with CaptureQueriesContext(connection) as counter:
            admin.get(PAGE)
        counts.append(len(counter))
    assert counts[0] == counts[1]
