"""Conditions and starts on the fixed answers of a question list, chosen in the studio."""

import json

import pytest

from carepaths.actions.answers import start_by_buttons
from carepaths.actions.paths import create_path, turn_on
from carepaths.actions.writing import content_of
from carepaths.models import CarePathVersion, Enrolment, PathTrigger, Step
from conversations.models import Conversation, Task
from questionnaires.actions.editions import import_edition
from questionnaires.actions.editions import turn_on as use
from tests.carepaths.test_studio import a_step
from tests.cast import signed_in
from tests.questionnaires.lists import a_list, option, question

PATHS = "/org/lindeborg/zorgpaden/"
LIST = "https://example.org/Questionnaire/klachten"
CHOICES = [option("mild", "Beetje"), option("bad", "Heel erg")]


@pytest.fixture
def marieke(clinic):
    with clinic.scope():
        body = json.dumps(a_list(question("hoe|erg", "choice", answerOption=CHOICES), question("beter")))
        use(department=clinic.house.department, edition=import_edition(body=body.encode()))
    return signed_in(clinic.house.staff["Marieke"].person)


@pytest.fixture
def studio(clinic, marieke) -> str:
    """With a step in the draft that asks the list."""
    address = f"{PATHS}{clinic.path.id}/ontwerp/"
    marieke.post(f"{address}concept/")
    asks = a_step(kind="questionnaire", title="Hoe gaat het", text="", questionnaire=f"{LIST}|1")
    assert marieke.post(address, asks | {"amount": "4"}).status_code == 302
    return address


def asking_step(clinic) -> Step:
    with clinic.scope():
        return Step.objects.get(version__state="draft", title="Hoe gaat het")


def test_a_step_can_depend_on_a_fixed_answer(clinic, marieke, studio):
    page = marieke.get(f"{studio}?stap=nieuw").content.decode()
    assert "Vraag hoe|erg? — Heel erg" in page and "Vraag beter? — Ja" in page

    asked = asking_step(clinic)
    chosen = f"answer|{asked.key}|hoe%7Cerg|bad"
    assert marieke.post(studio, a_step(if_0=chosen)).status_code == 302
    with clinic.scope():
        row = Step.objects.get(version__state="draft", title="Neem uw pasje mee")
        assert row.conditions == [
            {"kind": "answer", "step": str(asked.key), "item": "hoe|erg", "value": "bad"}
        ]


def test_an_answer_that_the_list_does_not_have_is_refused(clinic, marieke, studio):
    with clinic.scope():
        draft = CarePathVersion.objects.select_related("path").get(state="draft")
        content = content_of(draft)
    from dataclasses import replace

    from carepaths.actions.paths import save_draft
    from carepaths.checks import PathRefused
    from carepaths.conditions import Condition, Kind

    asked = asking_step(clinic)
    never = Condition(Kind.ANSWER, step=asked.key, item="hoe|erg", value="worst")
    steps = tuple(
        replace(step, conditions=(never,)) if step.title != "Hoe gaat het" and step.offset > -4 else step
        for step in (*content.steps, replace(content.steps[0], offset=-1, key=asked.id, title="Laat"))
    )
    with clinic.scope(), pytest.raises(PathRefused, match="geldt nooit"):
        save_draft(version=draft, content=replace(content, steps=steps))


def test_a_path_can_start_on_a_fixed_answer_of_a_list(clinic, marieke):
    with clinic.scope():
        path = create_path(department=clinic.house.department, title="Klachten")
    address = f"{PATHS}{path.id}/ontwerp/begin/"
    page = marieke.get(address).content.decode()
    chosen = f"{LIST}|hoe%7Cerg|bad"
    assert chosen in page and "Heel erg" in page
    rows = {"start-TOTAL_FORMS": "1", "start-INITIAL_FORMS": "0", "start-0-kind": "answer"}
    rows |= {"start-0-answer": chosen, "moment-TOTAL_FORMS": "0", "moment-INITIAL_FORMS": "0"}

    assert marieke.post(address, {"title": "Klachten"} | rows).status_code == 302
    with clinic.scope():
        trigger = PathTrigger.objects.get(version__path=path)
        assert (trigger.questionnaire, trigger.item, trigger.code) == (LIST, "hoe|erg", "bad")
    assert f'value="{chosen}" selected' in marieke.get(address).content.decode()


def test_the_same_number_in_another_conversation_is_another_answer(clinic):
    """After a conversation was closed a path goes on in a new one, whose messages are numbered anew."""
    with clinic.scope():
        step = content_of(CarePathVersion.objects.select_related("path").get()).steps[0]
        path = create_path(department=clinic.house.department, title="Vervolg")
    from carepaths.actions.paths import draft_version
    from carepaths.content import AnchorDraft, TriggerDraft
    from tests.carepaths.test_enrolments import now_step

    with clinic.scope():
        anchors = [AnchorDraft("start", "Start", "start")]
        starts = [TriggerDraft("answer", code="done", of_step=step.key)]
        turn_on(version=draft_version(path=path, steps=[now_step("Ja")], triggers=starts, anchors=anchors))
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    with clinic.scope():
        asked = Task.objects.get()
        other = Conversation.objects.get(id=asked.conversation_id)
        other.pk = None
        other.id = clinic.path.id
        other.save(force_insert=True)
        Task.objects.create(
            conversation=other, patient_id=asked.patient_id, number=asked.number, title="Anders",
            choices=asked.choices, answer="done", answered_at=clinic.now,
        )  # fmt: skip
        Enrolment.objects.update(conversation=other)
        assert start_by_buttons() == 0
        Task.objects.filter(id=asked.id).update(answer="done", answered_at=clinic.now)
        assert start_by_buttons() == 1
