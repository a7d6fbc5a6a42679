"""What the team does with who follows a path that was started by hand, and what starts paths by itself."""

from datetime import datetime, timedelta

import pytest

from audit.actions import Looker
from carepaths.actions import following
from carepaths.actions.answers import start_by_buttons
from carepaths.actions.following import Dated
from carepaths.actions.paths import create_path, draft_version, turn_on
from carepaths.actions.starting import start_on_discharge
from carepaths.actions.versions import move_to_version, preview_versions
from carepaths.actions.writing import content_of
from carepaths.comparing import What
from carepaths.content import AnchorDraft, StepDraft, TriggerDraft
from carepaths.models import CarePathVersion, DueStep, Enrolment, Letter
from carepaths.ready_made import turn_on_ready_made
from conversations.models import Task, TeamTask
from notifications import reaching
from notifications.models import Notice
from people.wishes import keep_language
from rowsecurity.errors import Refused
from rowsecurity.scopes import person_scope

LOOKER = Looker(label="Marieke", role="clinician")


@pytest.fixture
def fertility(clinic):
    with clinic.scope():
        path = turn_on_ready_made(department=clinic.house.department, name="fertility")
        return CarePathVersion.objects.select_related("path").get(path=path)


def by(clinic):
    return {"member": clinic.house.staff["Marieke"], "looker": LOOKER}


def enrol(clinic, version, **dated: datetime) -> Enrolment:
    alice = clinic.house.patients["Alice"]
    moments = {key: Dated(moment) for key, moment in dated.items()}
    with clinic.scope():
        return following.enrol_by_hand(**by(clinic), patient=alice, version=version, dated=moments)


def rows(enrolment, *states, **more):
    found = DueStep.objects.filter(enrolment=enrolment, state__in=states, **more).select_related("step")
    return [(row.step.title if row.step else row.kind, row.occurrence) for row in found.order_by("due_at")]


def test_what_is_missing_is_named_and_nobody_is_enrolled(clinic, fertility):
    with pytest.raises(Refused, match="Eerste dag van de cyclus"):
        enrol(clinic, fertility)
    with clinic.scope():
        assert not Enrolment.objects.exists()


def test_what_has_a_date_is_planned_and_the_rest_waits(clinic, fertility):
    enrolment = enrol(clinic, fertility, cyclus=clinic.now + timedelta(days=3))

    with clinic.scope():
        planned = rows(enrolment, "due")
        assert len(planned) == 11 and planned[0] == ("Uw behandeling begint", 1)
        with pytest.raises(Refused, match="volgt dit zorgpad al"):
            following.enrol_by_hand(
                **by(clinic),
                patient=enrolment.patient,
                version=fertility,
                dated={"cyclus": Dated(clinic.now)},
            )


def test_a_moved_anchor_takes_along_what_was_not_sent_and_is_told_once(clinic, fertility):
    enrolment = enrol(clinic, fertility, cyclus=clinic.now + timedelta(days=2))
    clinic.let_come(clinic.steps("due")[0])
    assert len(clinic.messages()) == 1

    for days in (4, 5):
        with clinic.scope():
            enrolment.refresh_from_db()
            wanted = {"cyclus": Dated(clinic.now + timedelta(days=days))}
            preview = following.preview_move(enrolment=enrolment, dated=wanted)
            assert preview.tells and {change.what for change in preview.changes} == {What.MOVES}
            following.move_anchors(**by(clinic), enrolment=enrolment, dated=wanted)
            assert len([row for row in rows(enrolment, "due") if row[0] == "moved"]) == 1
    clinic.let_come(*[due for due in clinic.steps("due") if due.kind == "moved"])

    said = clinic.messages()
    assert len(said) == 2 and "Eerste dag van de cyclus" in said[1]
    with clinic.scope():
        done = rows(enrolment, "done", kind="step")
        slots = rows(enrolment, "done", "due", kind="step")
        assert len(done) == 1 and len(slots) == len(set(slots)) == 11, "each once"


def test_a_pause_sends_nothing_and_going_on_makes_good_only_what_is_of_use(clinic, fertility):
    enrolment = enrol(clinic, fertility, cyclus=clinic.now + timedelta(days=3))
    with clinic.scope():
        following.pause(**by(clinic), enrolment=enrolment)
        assert rows(enrolment, "due") == []
        with pytest.raises(Refused):
            following.pause(**by(clinic), enrolment=enrolment)
    clinic.let_come()
    assert clinic.messages() == []
    with clinic.scope():
        following.resume(**by(clinic), enrolment=enrolment)
        assert len(rows(enrolment, "due")) == 11


def test_a_step_that_is_left_out_stays_out_when_moments_move_and_can_come_back(clinic, fertility):
    enrolment = enrol(clinic, fertility, cyclus=clinic.now + timedelta(days=3))
    with clinic.scope():
        due = DueStep.objects.filter(enrolment=enrolment).order_by("due_at").first()
        following.skip_step(**by(clinic), enrolment=enrolment, due=due)
        moved = {"cyclus": Dated(clinic.now + timedelta(days=6))}
        following.move_anchors(**by(clinic), enrolment=enrolment, dated=moved)
        assert len(rows(enrolment, "due")) == 10
        (left,) = DueStep.objects.filter(enrolment=enrolment, reason="by_hand", visit_version=2)
        following.undo_skip(**by(clinic), enrolment=enrolment, due=left)
        assert len(rows(enrolment, "due")) == 11


def test_stopping_ends_everything(clinic, fertility):
    enrolment = enrol(clinic, fertility, cyclus=clinic.now + timedelta(days=3))
    with clinic.scope():
        following.stop(**by(clinic), enrolment=enrolment)
        assert rows(enrolment, "due") == []
        with pytest.raises(Refused):
            following.stop(**by(clinic), enrolment=enrolment)


def test_the_moment_of_a_visit_is_moved_with_the_visit_only(clinic):
    clinic.book(days=30)
    with clinic.scope(), pytest.raises(Refused, match="afspraak zelf"):
        wanted = {"appointment": Dated(clinic.now)}
        following.preview_move(enrolment=Enrolment.objects.get(), dated=wanted)


def test_another_version_changes_what_was_said_beforehand_and_repeats_nothing(clinic):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    with clinic.scope():
        member = clinic.house.staff["Marieke"]
        member.roles = ["manager"]
        content = content_of(CarePathVersion.objects.select_related("path").get())
        extra = StepDraft(-1, datetime(2026, 1, 1, 9).time(), "Morgen", "Tot morgen", kind="message")
        version = draft_version(path=clinic.path, steps=[content.steps[0], extra])
        turn_on(version=version)
        enrolment = Enrolment.objects.select_related("version", "patient", "visit", "conversation").get()
        (preview,) = preview_versions(enrolments=[enrolment], version=version)
        found = move_to_version(member=member, looker=LOOKER, enrolment=enrolment, version=version)

        assert found == preview.changes
        assert [(each.what, each.key) for each in found] == [
            (What.GOES, content.steps[1].key),
            (What.COMES, extra.key),
        ]
        assert rows(enrolment, "due") == [("Morgen", 1)]
        assert rows(enrolment, "done") == [("Bloed laten prikken", 1)]


def simple_path(clinic, steps, *triggers):
    with clinic.scope():
        path = create_path(department=clinic.house.department, title="Vervolg")
        anchors = [AnchorDraft("start", "Start", "start")]
        turn_on(version=draft_version(path=path, steps=steps, triggers=triggers, anchors=anchors))
        return path


def now_step(title, kind="message", **more):
    return StepDraft(0, None, title, "Beste {naam}", kind=kind, unit="hours", anchor="start", **more)


def test_a_result_starts_a_path_once(clinic):
    path = simple_path(clinic, [now_step("Uitslag")], TriggerDraft("result", code="LAB"))
    clinic.result()
    clinic.result()

    with clinic.scope():
        assert Enrolment.objects.get(version__path=path).began_by == "result"


def test_a_result_of_long_ago_starts_nothing(clinic):
    simple_path(clinic, [now_step("Uitslag")], TriggerDraft("result", code="LAB"))
    clinic.result(days_ago=30)

    with clinic.scope():
        assert not Enrolment.objects.exists()


def test_a_pressed_button_starts_a_path_once(clinic):
    with clinic.scope():
        step = content_of(CarePathVersion.objects.select_related("path").get()).steps[0]
    path = simple_path(clinic, [now_step("Gelukt")], TriggerDraft("answer", code="done", of_step=step.key))
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    with clinic.scope():
        assert start_by_buttons() == 0
        Task.objects.update(answer="done", answered_at=clinic.now)

        assert start_by_buttons() == 1
        assert start_by_buttons() == 0
        assert Enrolment.objects.get(version__path=path).began_by == "answer"


def test_a_discharge_starts_the_aftercare(clinic):
    with clinic.scope():
        turn_on_ready_made(department=clinic.house.department, name="neonatal")
        alice = clinic.house.patients["Alice"]
        when = {"department": clinic.house.department, "moment": clinic.now}
        (enrolment,) = start_on_discharge(patient=alice, **when)
        assert start_on_discharge(patient=alice, **when) == []
        assert rows(enrolment, "due")[-1][0] == "Einde van de nazorg"


def test_the_team_gets_its_task_a_letter_one_for_the_desk_and_the_end_ends(clinic):
    end = StepDraft(1, None, "Klaar", kind="end", unit="hours", anchor="start")
    later = StepDraft(9, None, "Later", "Nooit", kind="message", unit="hours", anchor="start")
    steps = [now_step("Bel", "team_task"), now_step("Brief", "letter"), end, later]
    simple_path(clinic, steps, TriggerDraft("result", code="LAB"))
    clinic.result()
    clinic.let_come(*clinic.steps("due")[:2])
    clinic.let_come(*[due for due in clinic.steps("due") if due.step.title == "Klaar"])

    with clinic.scope():
        texts = sorted(task.text for task in TeamTask.objects.all())
        assert texts[0].startswith("Beste Alice") and "Brief" in texts[1]
        assert Letter.objects.get().content == {"title": "Brief", "text": "Beste Alice Jansen"}
        enrolment = Enrolment.objects.get()
        assert (enrolment.status, enrolment.ended_reason) == ("ended", "completed")
        assert rows(enrolment, "cancelled", reason="completed") == [("Later", 1)]
    assert clinic.messages() == []


def test_who_reads_another_language_reads_it_when_it_is_there(clinic):
    words = {"en": {"title": "News", "text": "Dear {naam}"}}
    simple_path(clinic, [now_step("Nieuws", texts=words)], TriggerDraft("result", code="LAB"))
    with clinic.scope():
        # Her own hospital does not know what she chose herself.
        alice = clinic.house.patients["Alice"]
        alice.language = "pl"
        alice.save(update_fields=["language"])
    with person_scope(alice.person_id):
        keep_language(person_id=alice.person_id, language="en")
    clinic.result()
    clinic.let_come()

    assert clinic.messages() == ["Dear Alice Jansen"]


def test_a_reminder_that_waits_is_of_no_use_once_the_appointment_is_cancelled(clinic):
    visit = clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    with clinic.scope():
        (notice,) = Notice.objects.filter(template="visit")
        assert reaching.is_of_use(notice)
    clinic.book(days=8, status="cancelled")
    with clinic.scope():
        assert not reaching.is_of_use(notice)
    clinic.book(days=8, status="booked")
    with clinic.scope():
        assert reaching.is_of_use(notice), f"{visit} is on again"
