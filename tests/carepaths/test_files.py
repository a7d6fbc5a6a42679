"""A path as a file: there and back is the same, and what is wrong is named."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from carepaths.actions.files import departments_elsewhere, export_version, import_path, read_path
from carepaths.actions.writing import content_of
from carepaths.differences import differences
from carepaths.fhir.elements import FileRefused
from carepaths.fhir.reading import from_bytes, from_plan_definition
from carepaths.fhir.writing import to_plan_definition
from carepaths.models import CarePath, CarePathVersion
from carepaths.ready_made import NAMES, content
from rowsecurity.scopes import job_scope
from tests.carepaths.drafts import CONTENTS


@given(CONTENTS)
@settings(max_examples=100, deadline=None)
def test_there_and_back_is_the_same(draft):
    assert from_bytes(json.dumps(to_plan_definition(draft)).encode()) == draft


@given(CONTENTS, CONTENTS)
@settings(max_examples=60, deadline=None)
def test_the_same_has_no_differences_and_something_else_has(one, other):
    assert differences(one, one) == []
    assert bool(differences(one, other)) == (
        one.title != other.title or set(one.triggers) != set(other.triggers) or _by_key(one) != _by_key(other)
    )


def _by_key(content):
    return {step.key: step for step in content.steps}


def changed(change):
    value = to_plan_definition(content("rheumatology"))
    change(value)
    return value


def as_file(value) -> bytes:
    return json.dumps(value).encode()


STEP = "PlanDefinition.action[1].action[0]"


@pytest.mark.parametrize(
    ("change", "element"),
    [
        pytest.param(lambda v: v.update(resourceType="Plan"), "PlanDefinition.resourceType", id="resource"),
        pytest.param(
            lambda v: v["extension"][0].update(valueInteger=2),
            "PlanDefinition.extension(format)",
            id="format",
        ),
        pytest.param(lambda v: v.update(goal=[]), "PlanDefinition.goal", id="unknown"),
        pytest.param(lambda v: v.pop("title"), "PlanDefinition.title", id="title"),
        pytest.param(lambda v: v["action"].pop(), "PlanDefinition.action", id="groups"),
        pytest.param(lambda v: v["action"][1]["action"][0].update(id="x"), f"{STEP}.id", id="id"),
        pytest.param(lambda v: v["action"][1]["action"][0].pop("code"), f"{STEP}.code", id="kind"),
        pytest.param(
            lambda v: v["action"][1]["action"][0]["relatedAction"][0]["offsetDuration"].update(value="ten"),
            f"{STEP}.relatedAction[0].offsetDuration.value",
            id="offset",
        ),
        pytest.param(
            lambda v: v["action"][1]["action"][0]["extension"].append(
                {"url": "https://x", "valueString": "y"}
            ),
            f"{STEP}.extension[{len(content('rheumatology').steps[0].texts) + 6}]",
            id="extension",
        ),
        pytest.param(lambda v: v["action"][1]["action"][0].update(title=7), f"{STEP}.title", id="type"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_element(change, element):
    with pytest.raises(FileRefused) as refused:
        from_plan_definition(changed(change))
    assert refused.value.element == element


@given(CONTENTS)
@settings(max_examples=30, deadline=None)
def test_what_is_written_is_a_plan_definition_of_fhir(draft):
    assert read_path(as_file(to_plan_definition(draft))) == draft


@pytest.mark.parametrize("name", NAMES)
def test_a_path_in_the_box_is_a_plan_definition_of_fhir(name):
    assert read_path(as_file(to_plan_definition(content(name)))) == content(name)


@pytest.mark.parametrize(
    ("change", "element"),
    [
        pytest.param({"date": "yesterday"}, "date", id="date"),
        pytest.param({"publisher": 7}, "publisher", id="publisher"),
        pytest.param({"status": "nearly"}, "status", id="status"),
    ],
)
def test_what_fhir_would_not_have_is_refused_with_the_element(change, element):
    value = changed(lambda v: v.update(change))

    with pytest.raises(FileRefused) as refused:
        read_path(as_file(value))
    assert refused.value.element == f"PlanDefinition.{element}"


@pytest.mark.parametrize("data", [b"", b"[]", b"{" * 9000, b'{"resourceType": "Patient"}', b"\xff"])
def test_what_is_no_file_of_a_path_is_refused(data):
    with pytest.raises(FileRefused):
        from_bytes(data)


def test_a_start_at_a_department_that_is_not_here_is_one_at_the_department_of_the_path(clinic):
    said = content("rheumatology")
    elsewhere = replace(said, triggers=(replace(said.triggers[0], department="KNO", code="andere"),))
    with clinic.scope():
        assert departments_elsewhere(elsewhere) == ["KNO"]
        version = import_path(department=clinic.house.department, content=elsewhere)
        assert [each.department for each in content_of(version).triggers] == [""]


def test_a_path_goes_from_one_organisation_to_another(clinic, waterkant):
    with clinic.scope():
        version = CarePathVersion.objects.get()
        before, data = content_of(version), export_version(version=version)
    with job_scope(waterkant.id):
        imported = import_path(department=waterkant.department, content=read_path(data))
        after = content_of(imported)
        assert CarePath.objects.count() == 1 and imported.state == "draft"
    assert {step.key for step in after.steps}.isdisjoint(step.key for step in before.steps)
    assert [replace(a, key=b.key) for a, b in zip(after.steps, before.steps, strict=True)] == list(
        before.steps
    )
    assert (after.anchors, after.triggers) == (before.anchors, before.triggers)
