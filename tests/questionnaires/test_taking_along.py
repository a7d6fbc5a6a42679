"""What was answered goes along: in a download, to programs, to the hospital's own system, to relatives."""

from __future__ import annotations

import io
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from audit.models import AccessLogEntry
from downloads import making
from downloads.models import Download
from integrations.actions.tokens import issue_token
from people.models import Representation
from questionnaires.models import QuestionnaireResponse
from rowsecurity.scopes import job_scope
from tests.cast import make_person, signed_in
from tests.files.conftest import store_folder  # noqa: F401
from tests.questionnaires.lists import asked
from tests.questionnaires.test_the_team import fill_in


def relative(house, *, may_write):
    person = make_person("Rita")
    with job_scope(house.id):
        Representation.objects.create(
            patient=house.patients["Alice"],
            person=person,
            ground="contact",
            may_write=may_write,
            starts_at=timezone.now() - timedelta(days=1),
        )
    return person


def test_who_may_write_answers_for_a_patient_and_is_named(lindeborg):
    request = asked(lindeborg)
    fill_in(relative(lindeborg, may_write=True), request)
    with job_scope(lindeborg.id):
        response = QuestionnaireResponse.objects.get()
        assert response.on_behalf and response.author_label.startswith("Rita")
    page = signed_in(lindeborg.patients["Alice"].person).get(reverse("questionnaires:own", args=[request.id]))
    assert "door Rita Jansen, namens de patiënt" in page.content.decode()


def test_who_may_only_read_reads_and_answers_nothing(lindeborg):
    request = asked(lindeborg)
    rita = signed_in(relative(lindeborg, may_write=False))
    page = rita.get(reverse("questionnaires:own", args=[request.id])).content.decode()
    assert "U leest hier mee" in page and "Begin" not in page
    assert rita.get(reverse("questionnaires:question", args=[request.id, 1])).status_code == 404
    assert rita.post(reverse("questionnaires:summary", args=[request.id])).status_code == 404


def test_answers_are_in_both_forms_of_a_download(lindeborg, store_folder):  # noqa: F811
    alice = fill_in(lindeborg.patients["Alice"].person, asked(lindeborg))
    for form in ("pdf", "fhir"):
        body = {"van": [lindeborg.patients["Alice"].id], "form": form}
        assert alice.post(reverse("downloads:overview"), body).status_code == 302
        assert making.make_due() == 1
    with job_scope(lindeborg.id):
        found = {each.form: making.content_of(each) for each in Download.objects.all()}

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(found["pdf"])).pages)
    assert "Hoe erg is het?" in text and "Ernstig" in text and "Ik was misselijk." in text
    bundle = Bundle.model_validate_json(found["fhir"])
    kept = [
        each.resource for each in bundle.entry if each.resource.get_resource_type() == "QuestionnaireResponse"
    ]
    assert kept[0].questionnaire == "https://example.org/Questionnaire/klachten|1"
    assert kept[0].subject.reference in {each.fullUrl for each in bundle.entry}


def test_a_program_of_the_patient_and_the_hospitals_own_system_read_it(lindeborg, waterkant):
    alice = fill_in(lindeborg.patients["Alice"].person, asked(lindeborg))
    own = alice.get(reverse("questionnaires:api_own_lists")).json()["results"]
    assert own[0]["state"] == "completed" and own[0]["response"]["resourceType"] == "QuestionnaireResponse"
    bob = signed_in(lindeborg.patients["Bob"].person)
    assert bob.get(reverse("questionnaires:api_own_lists")).json() == {"results": []}

    patient_id = lindeborg.patients["Alice"].id
    found = {}
    for house in (lindeborg, waterkant):
        with job_scope(house.id):
            token = issue_token(label="EPD")
        address = f"/fhir/R4/QuestionnaireResponse?patient=Patient/{patient_id}"
        found[house.id] = Client().get(address, headers={"authorization": f"Bearer {token}"}).json()
    assert Bundle.model_validate(found[lindeborg.id]).total == 1
    assert found[waterkant.id]["total"] == 0
    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.filter(event="questionnaire.read", role="system").count() == 1
    nobody = Client().get(
        "/fhir/R4/QuestionnaireResponse?patient=x", headers={"authorization": f"Bearer {token}"}
    )
    assert nobody.status_code == 400
