"""An appointment invites by itself: once, only who can come in and did not say no, and one reminder."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carepaths.models import Visit
from onboarding.models import DueInvitation
from onboarding.tasks import let_in
from people.actions.invitations import invite_patient
from people.looker import Looker
from people.models import Invitation, Patient
from rowsecurity.scopes import job_scope
from tenants.roles import Role
from tests import cast
from tests.onboarding.conftest import book, set_rule


def look(house) -> None:
    let_in(organisation_id=str(house.id))


def invitations(house) -> list[Invitation]:
    with job_scope(house.id):
        return list(Invitation.objects.order_by("created_at"))


def change(house, **values) -> None:
    with job_scope(house.id):
        Invitation.objects.update(**values)


def ago(days: float):
    return timezone.now() - timedelta(days=days)


def test_an_appointment_invites_once_however_often_is_looked(lindeborg, carla, post):
    set_rule(lindeborg)
    book(lindeborg, carla)
    book(lindeborg, carla, days=9, kind="echo")
    for _ in range(3):
        look(lindeborg)

    (invitation,) = invitations(lindeborg)
    assert (invitation.patient_id, invitation.source) == (carla.id, "rule")
    assert len([piece for piece in post.deliver() if piece.channel == "email"]) == 1
    assert Client().get(post.link()).status_code == 200


@pytest.mark.parametrize(
    "values",
    [{"email": ""}, {"mobile": ""}],
)
def test_who_cannot_be_reached_is_not_invited(lindeborg, carla, values):
    set_rule(lindeborg)
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=carla.id).update(**values)
    book(lindeborg, carla)
    look(lindeborg)
    assert invitations(lindeborg) == []


def test_who_is_in_or_comes_too_late_or_for_something_else_is_not_invited(lindeborg, carla):
    set_rule(lindeborg, visit_kinds=["controle"], days_before=10)
    book(lindeborg, lindeborg.patients["Alice"])
    book(lindeborg, carla, days=11)
    book(lindeborg, carla, days=5, kind="echo")
    look(lindeborg)
    assert invitations(lindeborg) == []


def test_no_rule_no_invitation_and_a_rule_that_is_off_neither(lindeborg, carla):
    book(lindeborg, carla)
    look(lindeborg)
    set_rule(lindeborg, is_on=False)
    look(lindeborg)
    assert invitations(lindeborg) == []


def test_a_visit_that_was_cancelled_before_its_turn_invites_nobody(lindeborg, carla):
    set_rule(lindeborg, most_a_day=1)
    with job_scope(lindeborg.id):
        dora = cast.make_patient("Dora", number="78")
    book(lindeborg, dora, days=1)
    book(lindeborg, carla, days=2)
    look(lindeborg)
    with job_scope(lindeborg.id):
        assert DueInvitation.objects.get(patient=carla).state == "due"
    book(lindeborg, carla, days=2, status=Visit.Status.CANCELLED)
    with job_scope(lindeborg.id):
        DueInvitation.objects.filter(patient=dora).update(done_at=ago(2))
    look(lindeborg)
    assert [each.patient_id for each in invitations(lindeborg)] == [dora.id]


def test_who_was_invited_by_hand_lately_is_not_invited_again(lindeborg, carla, post):
    set_rule(lindeborg)
    with job_scope(lindeborg.id):
        invite_patient(member=None, looker=Looker(label="", role="platform"), patient=carla)
    book(lindeborg, carla)
    look(lindeborg)
    assert len(invitations(lindeborg)) == 1


def test_one_reminder_with_a_link_of_its_own_and_the_first_goes_on_to_work(lindeborg, carla, post):
    set_rule(lindeborg)
    book(lindeborg, carla)
    look(lindeborg)
    first = post.link()
    change(lindeborg, sent_at=ago(3.1))
    for _ in range(3):
        look(lindeborg)

    letters = [piece for piece in post.deliver() if piece.channel == "email"]
    assert [("herinnering" in piece.body) for piece in letters].count(True) == 1
    second = post.link()
    assert second != first
    assert [Client().get(link).status_code for link in (first, second)] == [200, 200]
    assert not any(word in letters[0].body for word in ("Carla", "Reumatologie", "Controle"))


@pytest.mark.parametrize(
    "values",
    [
        {"sent_at": ago(1.5)},
        {"activated_at": ago(1)},
        {"withdrawn_at": ago(1)},
        {"declined_at": ago(1)},
        {"failures": 5},
    ],
)
def test_nobody_else_is_reminded(lindeborg, carla, post, values):
    set_rule(lindeborg)
    book(lindeborg, carla)
    look(lindeborg)
    post.deliver()
    change(lindeborg, **({"sent_at": ago(4)} | values))
    look(lindeborg)
    assert len([piece for piece in post.deliver() if piece.channel == "email"]) == 1


def test_who_asks_for_no_more_gets_no_more(lindeborg, carla, post):
    set_rule(lindeborg)
    book(lindeborg, carla)
    look(lindeborg)
    change(lindeborg, sent_at=ago(4))
    look(lindeborg)
    body = next(piece.body for piece in post.deliver() if "niet-meer" in piece.body)
    stop = "/uitnodiging/" + body.split("/uitnodiging/")[-1].split()[0]
    browser = Client()

    assert "Niet meer herinneren" in browser.get(stop).text
    assert invitations(lindeborg)[0].declined_at is None
    assert browser.post(stop).status_code == 200

    assert invitations(lindeborg)[0].state == Invitation.State.DECLINED
    assert browser.get(stop).status_code == 404
    change(lindeborg, created_at=ago(60))
    book(lindeborg, carla, days=3, kind="echo")
    with job_scope(lindeborg.id):
        DueInvitation.objects.update(state="skipped")
    look(lindeborg)
    assert len(invitations(lindeborg)) == 1


def test_a_manager_sets_the_rule_and_sees_first_whom_it_would_invite(lindeborg, carla):
    book(lindeborg, carla)
    person = cast.make_person("Mona")
    with job_scope(lindeborg.id):
        mona = cast.make_member(person, department=lindeborg.department, roles=[Role.MANAGER])
    browser = cast.signed_in(mona.person)
    page = f"/org/lindeborg/uitnodigen/vanzelf/{lindeborg.department.id}/"
    fields = {"is_on": "on", "days_before": "10", "remind_after_days": "3", "most_a_day": "50"}

    assert "Reumatologie" in browser.get("/org/lindeborg/uitnodigen/vanzelf/").text
    counted = browser.post(page, fields | {"doe": "tel"})
    assert counted.status_code == 200 and "nu 1 patiënt" in counted.text
    assert browser.post(page, fields | {"days_before": "1000"}).status_code == 422
    assert invitations(lindeborg) == []
    assert browser.post(page, fields).status_code == 302
    look(lindeborg)
    assert len(invitations(lindeborg)) == 1
    nurse = cast.signed_in(lindeborg.staff["Marieke"].person)
    assert nurse.get(page).status_code == 403
