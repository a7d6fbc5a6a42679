"""Conditions and starts on the fixed answers of a question list, chosen in the studio."""

import json
from dataclasses import replace

import pytest

from carepaths.actions.answers import start_by_buttons
from carepaths.actions.paths import create_path, new_draft, save_draft, turn_on
from carepaths.actions.writing import content_of
from carepaths.checks import PathRefused
from carepaths.conditions import Condition, Kind
from carepaths.models import CarePathVersion, Enrolment, PathTrigger, Step
from carepaths.queries import enrolments_of, timelines
from conversations.models import Conversation, Task
from questionnaires.actions.editions import import_edition
from questionnaires.actions.editions import turn_on as use
from questionnaires.fixed import code_of
from questionnaires.values import Answer, Coding
from questionnaires.values import Kind as Type
from tests.carepaths.test_studio import a_step
from tests.cast import signed_in
from tests.questionnaires.lists import a_list, option, question

PATHS = "/org/lindeborg/zorgpaden/"
LIST = "https://example.org/Questionnaire/klachten"
CHOICES = [option("mild", "Beetje"), option("bad", "Heel erg")]
WITHOUT_CODES = [{"valueString": "Elke dag"}, {"valueString": "Soms | niet altijd"}]


def without() -> list[dict[str, object]]:
    """Questions whose options are texts and numbers."""
    return [
        question("vaak", "choice", answerOption=WITHOUT_CODES),
        question("cijfer", "integer", answerOption=[{"valueInteger": 3}, {"valueInteger": 7}]),
    ]


@pytest.fixture
def marieke(clinic):
    with clinic.scope():
        body = json.dumps(
            a_list(question("hoe|erg", "choice", answerOption=CHOICES), question("beter"), *without())
        )
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


def test_the_line_of_a_step_says_the_words_of_an_answer(clinic, marieke, studio):
    asked = asking_step(clinic)
    marieke.post(studio, a_step(if_0=f"answer|{asked.key}|hoe%7Cerg|bad"))
    marieke.post(studio, a_step(title="Zelden", if_0=f"answer|{asked.key}|vaak|String:Elke dag"))
    marieke.post(studio, a_step(title="Cijfer", if_0=f"answer|{asked.key}|cijfer|Integer:7"))

    line = marieke.get(studio).content.decode()
    for words in ("Vraag hoe|erg? — Heel erg", "Vraag vaak? — Elke dag", "Vraag cijfer? — 7"):
        assert f"alleen als het antwoord op Hoe gaat het is: {words}" in line
    assert "Vraag cijfer? — 7" in marieke.get(f"{studio}uitproberen/").content.decode()


def test_the_line_of_a_patient_says_the_label_of_a_button(clinic, marieke):
    """Beside a conversation too: the words of what was named, not how it is known."""
    with clinic.scope():
        draft = new_draft(path=clinic.path)
        content = content_of(draft)
        first = content.steps[0]
        after = replace(content.steps[1], conditions=(Condition(Kind.ANSWER, step=first.key, value="done"),))
        save_draft(version=draft, content=replace(content, steps=(first, after)))
        turn_on(version=draft)
    clinic.book(days=40)
    label = next(button["label"] for button in first.buttons if button["key"] == "done")
    with clinic.scope():
        ((_who, lines),) = timelines(list(enrolments_of(clinic.path)))
    assert f"alleen als het antwoord op {first.title} is: {label}" in [line.why for line in lines]


def test_an_answer_without_a_code_counts_as_it_was_given(clinic, marieke):
    """A text that somebody types is not taken for the code of an option."""
    assert code_of(Answer(Type.STRING, "bad")) == "String:bad"
    assert code_of(Answer(Type.INTEGER, 7)) == "Integer:7"
    assert code_of(Answer(Type.CODING, Coding("bad", "s", "Heel erg"))) == "bad"


def test_an_answer_that_the_list_does_not_have_is_refused(clinic, marieke, studio):
    with clinic.scope():
        draft = CarePathVersion.objects.select_related("path").get(state="draft")
        content = content_of(draft)
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
    without_code = f"{LIST}|vaak|String%3ASoms%20%7C%20niet%20altijd"
    address = f"{PATHS}{path.id}/ontwerp/begin/"
    page = marieke.get(address).content.decode()
    chosen = f"{LIST}|hoe%7Cerg|bad"
    assert chosen in page and "Heel erg" in page and without_code in page
    rows = {"start-TOTAL_FORMS": "1", "start-INITIAL_FORMS": "0", "start-0-kind": "answer"}
    rows |= {"start-0-answer": chosen, "moment-TOTAL_FORMS": "0", "moment-INITIAL_FORMS": "0"}

    assert marieke.post(address, {"title": "Klachten"} | rows).status_code == 302
    with clinic.scope():
        trigger = PathTrigger.objects.get(version__path=path)
        assert (trigger.questionnaire, trigger.item, trigger.code) == (LIST, "hoe|erg", "bad")
    assert f'value="{chosen}" selected' in marieke.get(address).content.decode()
    assert "Vraag hoe|erg? — Heel erg" in marieke.get(address.removesuffix("begin/")).content.decode()
    rows |= {"start-0-answer": without_code, "start-0-code_name": trigger.code_name}
    rows |= {"start-INITIAL_FORMS": "1"}
    assert marieke.post(address, {"title": "Klachten"} | rows).status_code == 302
    with clinic.scope():
        trigger = PathTrigger.objects.get(version__path=path)
    assert trigger.code == "String:Soms | niet altijd" and trigger.code_name.endswith("niet altijd")


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
