"""Conditions one by one, telling before writing, marking, taking back, counting."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from consults import actions, queries, rules
from consults.actions import Declaration, Unmet
from consults.models import Told, WrittenConsult
from conversations.actions import closing
from conversations.actions.replies import Reply, reply
from conversations.models import Conversation
from rowsecurity.errors import Forbidden
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked

ALL = rules.Facts(**{field.name: True for field in fields(rules.Facts)})
GOOD = Declaration(is_medical=True, replaces="follow-up", is_reported=True)


@pytest.mark.parametrize("missing", [field.name for field in fields(rules.Facts)])
def test_each_condition_is_needed_and_has_its_own_sentence(missing):
    assert rules.unmet(ALL) == []
    assert len(rules.unmet(replace(ALL, **{missing: False}))) == 1


def charged(house):
    with at_work(house):
        member = colleague_as_manager(house)
        actions.set_charging(member=member, department=house.department, may_charge=True)
        actions.set_charging(member=member, department=house.department, may_charge=True)


def colleague_as_manager(house):
    member = house.staff["Marieke"]
    member.roles = ["clinician", "manager"]
    return member


def told(conversation):
    with person_scope(conversation.patient.person_id):
        actions.told(conversation=conversation)
        actions.told(conversation=conversation)


def answered_and_closed(house, conversation, name="Marieke"):
    with at_work(house, name):
        given = {"member": house.staff[name], "looker": LOOKER}
        words = Reply(uuid4(), "U mag weer sporten.", 9)
        reply(conversation=locked(house, conversation, name), reply=words, **given)
        closing.close(conversation=locked(house, conversation, name), sentence="Tot ziens.", **given)


def mark(house, conversation, declaration=GOOD, name="Marieke"):
    with at_work(house, name):
        return actions.mark(
            member=house.staff[name],
            looker=LOOKER,
            conversation=locked(house, conversation, name),
            declaration=declaration,
        )


def test_a_conversation_that_meets_the_conditions_is_marked_counted_and_taken_back(lindeborg):
    charged(lindeborg)
    conversation = asked(lindeborg)
    told(conversation)
    answered_and_closed(lindeborg, conversation)

    assert mark(lindeborg, conversation).id == mark(lindeborg, conversation).id

    now = timezone.now()
    day = (now - timedelta(days=1), now + timedelta(days=1))
    with at_work(lindeborg):
        counted = queries.per_department(*day)
        assert counted == {lindeborg.department.id: {"first": 0, "follow_up": 1}}
        given = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
        actions.withdraw(conversation=locked(lindeborg, conversation), **given)
        assert queries.per_department(*day) == {}
    with person_scope(lindeborg.patients["Bob"].person_id):
        assert not WrittenConsult.objects.exists() and not Told.objects.exists()


def test_who_was_not_told_before_writing_is_not_charged(lindeborg):
    charged(lindeborg)
    conversation = asked(lindeborg)
    answered_and_closed(lindeborg, conversation)

    with pytest.raises(Unmet, match="vooraf"):
        mark(lindeborg, conversation)


def test_an_answer_of_the_desk_is_no_consult_and_the_desk_marks_none(lindeborg):
    charged(lindeborg)
    colleague(lindeborg, "Fatima", roles=["desk"])
    conversation = asked(lindeborg)
    told(conversation)
    answered_and_closed(lindeborg, conversation, "Fatima")

    with pytest.raises(Unmet) as unmet:
        mark(lindeborg, conversation, Declaration())
    assert len(unmet.value.sentences) == 4
    with pytest.raises(Forbidden):
        mark(lindeborg, conversation, name="Fatima")


def test_the_patient_is_told_before_writing_and_the_team_marks_it_on_its_pages(lindeborg):
    alice = signed_in(lindeborg.patients["Alice"].person)
    asking = reverse("conversations:write_question", args=[lindeborg.department.id])
    assert "eigen risico" not in alice.get(asking).content.decode()
    charged(lindeborg)
    page = alice.get(asking)
    assert "eigen risico" in page.content.decode()
    form = page.context["form"]
    body = {"subject": "Knie", "text": "Mag ik sporten?", "kosten_verteld": "1"}
    body |= {name: str(form[name].value()) for name in ("conversation_id", "client_id")}
    assert alice.post(asking, body | {"patient": str(lindeborg.patients["Alice"].id)}).status_code == 302
    with job_scope(lindeborg.id):
        conversation = Conversation.objects.select_related("patient").get()
        assert Told.objects.filter(conversation=conversation).exists()
    answered_and_closed(lindeborg, conversation)

    marieke = signed_in(lindeborg.staff["Marieke"].person)
    case = reverse("conversations:case", args=["lindeborg", conversation.id])
    assert "Markeer als schriftelijk consult" in marieke.get(case).content.decode()
    address = reverse("consults:consult", args=["lindeborg", conversation.id])
    refused = marieke.post(address, {"medisch": "on"})
    assert refused.status_code == 422 and "dossier" in refused.content.decode()
    good = {"medisch": "on", "verslag": "on", "vervangt": "follow-up"}
    assert marieke.post(address, good).status_code == 302
    own = alice.get(reverse("conversations:own_thread", args=[conversation.id])).content.decode()
    assert "telt als een schriftelijk consult" in own
    assert marieke.post(reverse("consults:withdraw", args=["lindeborg", conversation.id])).status_code == 302


def test_programs_are_told_that_it_may_be_charged_and_say_that_they_told_it(lindeborg):
    alice = lindeborg.patients["Alice"]
    program = signed_in(alice.person)
    assert not program.get("/api/v1/departments/").json()[0]["may_be_charged"]
    charged(lindeborg)
    assert program.get("/api/v1/departments/").json()[0]["may_be_charged"]
    values = {"id": str(uuid4()), "client_id": str(uuid4()), "department": str(lindeborg.department.id)}
    values |= {"subject": "Sporten", "text": "Mag ik weer sporten?", "can_wait": True}

    asked_now = program.post(
        "/api/v1/conversations/", values | {"was_told_of_charge": True}, content_type="application/json"
    ).json()

    assert asked_now["may_be_charged"]
    with job_scope(lindeborg.id):
        assert [str(each.conversation_id) for each in Told.objects.all()] == [values["id"]]
