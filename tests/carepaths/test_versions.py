"""Versions of a path: what changed in words, who is moved to another one, and what changes for whom."""

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AccessLogEntry
from carepaths.actions.paths import draft_version, new_draft, save_draft, turn_on
from carepaths.actions.versions import preview_versions
from carepaths.actions.writing import content_of
from carepaths.conditions import Condition, Kind
from carepaths.content import AnchorDraft, StepDraft, TriggerDraft
from carepaths.models import CarePathVersion, DueStep, Enrolment
from carepaths.queries import left_behind
from rowsecurity.scopes import job_scope
from tenants.models import Membership
from tests.cast import signed_in

PATHS = "/org/lindeborg/zorgpaden/"


@pytest.fixture
def manager(clinic):
    with job_scope(clinic.house.id):
        Membership.objects.update(roles=["manager"])
    return signed_in(clinic.house.staff["Marieke"].person)


@pytest.fixture
def versions(clinic) -> str:
    return f"{PATHS}{clinic.path.id}/versies/"


def changed(clinic, **more) -> CarePathVersion:
    """A second version: the first reminder says something else, the second is gone, another one is new."""
    with clinic.scope():
        first, _second = content_of(CarePathVersion.objects.select_related("path").get()).steps
        steps = [
            replace(first, text="Beste {voornaam}, laat prikken."),
            StepDraft(-1, time(9), "Morgen", "Tot morgen", kind="message"),
        ]
        version = draft_version(path=clinic.path, steps=steps, **more)
        turn_on(version=version)
        return version


def seen(text: str) -> dict[str, list[str]]:
    """What the page would send when everybody on it is moved."""
    fields = dict(re.findall(r'name="(gezien-[^"]+)" value="([^"]+)"', text))
    shown = re.findall(r'name="getoond" value="([^"]+)"', text)
    chosen = re.findall(r'name="volger" value="([^"]+)" checked', text)
    return fields | {"getoond": shown, "volger": chosen, "akkoord": "ja"}


def followed(clinic) -> dict[str, int]:
    with clinic.scope():
        rows = Enrolment.objects.values_list("patient__given_name", "version__number")
        return dict(rows)


def events(clinic) -> list[str]:
    with job_scope(clinic.house.id):
        rows = AccessLogEntry.objects.filter(event__startswith="carepath.").exclude(event="carepath.read")
        return list(rows.order_by("at").values_list("event", flat=True))


def test_what_a_draft_changes_is_said_in_words(clinic, manager, versions):
    with clinic.scope():
        draft = new_draft(path=clinic.path)
        content = content_of(draft)
        steps = (replace(content.steps[0], offset=-12), content.steps[1])
        save_draft(version=draft, content=replace(content, steps=steps))

    text = manager.get(versions).content.decode()

    assert "Wat anders is dan in versie 1" in text
    assert "van 10 dagen ervoor" in text and "naar 12 dagen ervoor" in text


def test_any_two_versions_stand_side_by_side(clinic, manager, versions):
    changed(clinic)

    text = manager.get(versions, {"van": "2", "tot": "1"}).content.decode()

    assert "Van versie 2 naar versie 1" in text and "Vervallen: Morgen" in text


def test_three_versions_take_as_many_statements_as_two(clinic, manager, versions):
    changed(clinic)
    counts = []
    for _number in range(2):
        manager.get(versions)
        with CaptureQueriesContext(connection) as statements:
            manager.get(versions)
        counts.append(len(statements))
        with clinic.scope():
            new_draft(path=clinic.path)

    assert counts[0] == counts[1]


def test_turning_on_going_back_and_turning_off_leave_a_line(clinic, manager, versions):
    changed(clinic)

    for data in ({"versie": "1"}, {"versie": "2"}, {"versie": "2", "aan": "nee"}):
        assert manager.post(f"{versions}aan/", data).status_code == 302

    assert events(clinic) == ["carepath.rolled_back", "carepath.rolled_back", "carepath.turned_off"]


def test_what_changes_for_three_patients_takes_as_many_statements_as_for_one(clinic):
    for number, who in enumerate(["Alice", "Bob", "Alice"]):
        clinic.book(days=8, source=f"ehr|{number}", patient=who)
    clinic.let_come()
    with clinic.scope():
        draft = new_draft(path=clinic.path)
        content = content_of(draft)
        asked = content.steps[0].key
        only = (
            Condition(Kind.DONE, step=asked),
            Condition(Kind.RELATIVE),
            Condition(Kind.RESULT_IN, code="LAB"),
        )
        steps = (content.steps[0], replace(content.steps[1], conditions=only))
        save_draft(version=draft, content=replace(content, steps=steps))
        turn_on(version=draft)
        behind, counts = list(left_behind(clinic.path)), []
        assert len(behind) == 3
        preview_versions(enrolments=behind, version=draft)
        for chosen in (behind[:1], behind):
            with CaptureQueriesContext(connection) as statements:
                preview_versions(enrolments=chosen, version=draft)
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 10


def test_who_follows_an_older_version_is_moved_after_a_list_of_what_changes(clinic, manager, versions):
    clinic.book(days=40)
    clinic.book(days=41, source="ehr|A2", patient="Bob")
    changed(clinic)
    assert "2 patiënten volgen een andere versie" in manager.get(versions).content.decode()

    text = manager.get(f"{versions}overzetten/").content.decode()

    names = [clinic.house.patients[who].formal_name for who in ("Alice", "Bob")]
    for words in (*names, "Morgen", "Tweede herinnering", "de tekst is gewijzigd"):
        assert words in text, words
    answer = manager.post(f"{versions}overzetten/", seen(text))
    assert (answer.status_code, followed(clinic)) == (302, {"Alice": 2, "Bob": 2})
    assert events(clinic) == ["carepath.version", "carepath.version"]
    with clinic.scope():
        due = DueStep.objects.filter(state="due", enrolment__patient__given_name="Bob").order_by("due_at")
        assert [(each.step.title, each.step.version.number) for each in due] == [
            ("Bloed laten prikken", 2),
            ("Morgen", 2),
        ]


def test_for_whom_the_same_changes_stands_together_with_what_it_is(clinic, manager, versions):
    for number in range(3):
        clinic.book(days=40 + number, source=f"ehr|{number}", patient=["Alice", "Bob"][number % 2])
    clinic.book(days=8, source="ehr|near", patient="Bob")
    clinic.let_come(clinic.steps("due")[0])
    changed(clinic)

    page = manager.get(f"{versions}overzetten/")

    most, fewer = page.context["groups"]
    assert [len(most.movers), len(fewer.movers)] == [3, 1]
    assert "3 patiënten, nu op versie 1" in page.text and "Allemaal" in page.text
    gone, new = "bloed laten prikken: wordt niet meer verstuurd.", "Nieuw: Morgen, 1 dag ervoor (Afspraak)"
    said = " ".join(most.sentences)
    assert gone in said and new in said and "Bloed laten prikken: de tekst is gewijzigd." in said
    assert "de tekst is gewijzigd" not in " ".join(fewer.sentences)


def test_the_page_of_thirty_takes_as_many_statements_as_that_of_one(clinic, manager, versions):
    clinic.book(days=40)
    changed(clinic)
    page, counts = f"{versions}overzetten/", []
    for more in (0, 29):
        with clinic.scope():
            turn_on(version=CarePathVersion.objects.get(number=1))
        for number in range(more):
            clinic.book(days=41 + number, source=f"ehr|{number}", patient=["Alice", "Bob"][number % 2])
        with clinic.scope():
            turn_on(version=CarePathVersion.objects.get(number=2))
        manager.get(page)
        with CaptureQueriesContext(connection) as statements:
            text = manager.get(page).text
        counts.append((len(statements), text.count('name="getoond"')))

    (one, _who), (thirty, shown) = counts
    assert shown == 30 and one == thirty


def test_who_is_not_ticked_stays(clinic, manager, versions):
    clinic.book(days=40)
    clinic.book(days=41, source="ehr|A2", patient="Bob")
    changed(clinic)
    data = seen(manager.get(f"{versions}overzetten/").content.decode())
    with clinic.scope():
        alice = str(Enrolment.objects.get(patient__given_name="Alice").id)

    manager.post(f"{versions}overzetten/", data | {"volger": [alice]})

    assert followed(clinic) == {"Alice": 2, "Bob": 1}
    assert manager.post(f"{versions}overzetten/", data | {"volger": []}).status_code == 422


def test_nobody_is_moved_when_the_list_is_not_the_one_that_was_read(clinic, manager, versions):
    clinic.book(days=40)
    changed(clinic)
    data = seen(manager.get(f"{versions}overzetten/").content.decode())
    clinic.book(days=50)  # meanwhile the appointment is moved

    answer = manager.post(f"{versions}overzetten/", data)

    assert answer.status_code == 422 and "De lijst is veranderd voor" in answer.content.decode()
    assert followed(clinic) == {"Alice": 1}
    assert manager.post(f"{versions}overzetten/", seen(answer.content.decode())).status_code == 302


def test_a_moment_that_is_missing_is_asked_first(clinic, manager, versions):
    clinic.book(days=40)
    anchors = [AnchorDraft("appointment", "Afspraak", "appointment"), AnchorDraft("kuur", "Kuur", "team")]
    changed(clinic, anchors=anchors, triggers=[TriggerDraft("by_hand")])
    text = manager.get(f"{versions}overzetten/").content.decode()
    data = seen(text)
    (who,) = data["getoond"]
    assert data["volger"] == []
    refused = manager.post(f"{versions}overzetten/", data | {"volger": [who]})
    assert refused.status_code == 422 and "ontbrekende data" in refused.content.decode()

    dated = {f"{who}-moment_kuur": f"{clinic.now + timedelta(days=9):%Y-%m-%d}T10:00"}
    again = manager.post(f"{versions}overzetten/", data | dated | {"volger": [who], "akkoord": "nee"})
    answer = manager.post(f"{versions}overzetten/", seen(again.content.decode()) | dated)

    assert (answer.status_code, followed(clinic)) == (302, {"Alice": 2})


def test_who_may_not_configure_moves_nobody(clinic, manager, versions):
    clinic.book(days=40)
    changed(clinic)
    data = seen(manager.get(f"{versions}overzetten/").content.decode())
    with job_scope(clinic.house.id):
        Membership.objects.update(roles=["clinician"])

    assert manager.get(f"{versions}overzetten/").status_code == 403
    assert manager.post(f"{versions}overzetten/", data).status_code == 403
    assert followed(clinic) == {"Alice": 1}


def test_another_organisation_moves_nobody(clinic, manager, versions, waterkant):
    clinic.book(days=40)
    changed(clinic)
    data = seen(manager.get(f"{versions}overzetten/").content.decode())
    with job_scope(waterkant.id):
        Membership.objects.update(roles=["manager"])
    nadia = signed_in(waterkant.staff["Nadia"].person)

    for house in ("lindeborg", "waterkant"):
        page = versions.replace("lindeborg", house) + "overzetten/"
        assert nadia.get(page).status_code == nadia.post(page, data).status_code == 404
    assert followed(clinic) == {"Alice": 1}
